/// Checks a node's bytes before a recursive reader gets them.
///
/// protobuf-c checks lengths but not depth, and copies whatever a message holds. So nodes are
/// walked first: subgraphs may nest only so deep, and a node may only be so long.
enum NodeCheck {
  /// Deeper than any exporter nests control flow.
  static let depthLimit = 32

  /// Longer than any node's names and attributes; only the tensor of a `Constant` may exceed it.
  static let lengthLimit = 1 << 20

  /// Walks the node in `range`.
  ///
  /// - Throws: ``ArchitectureError``.
  static func check(
    _ range: Range<Int>, in bytes: RawSpan, depth: Int = 0
  ) throws(ArchitectureError) {
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      guard field.number == 5 else { continue }
      var attribute = WireCursor(try field.message())
      while let part = try attribute.next(in: bytes) {
        if part.number == 6 || part.number == 11 {
          try checkGraph(part.message(), in: bytes, depth: depth + 1)
        }
      }
    }
  }

  private static func checkGraph(
    _ range: Range<Int>, in bytes: RawSpan, depth: Int
  ) throws(ArchitectureError) {
    guard depth <= depthLimit else {
      throw .tooLarge(
        location: "ONNX file, byte \(range.lowerBound)", limit: "\(depthLimit) nested subgraphs",
        found: "more")
    }
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      guard field.number == 1 else { continue }
      try check(field.message(), in: bytes, depth: depth)
    }
  }
}
