/// An array of NumPy: images as bytes, or labels as whole numbers.
///
/// Source: NumPy, "The .npy format", versions 1 to 3.
struct NPYFile {
  /// The extents of the array, row-major.
  let extents: [Int]
  private let type: String
  private let body: [UInt8]
  private let path: String

  /// Reads the array in a file.
  ///
  /// - Throws: ``DataError``.
  init(path: String) throws(DataError) {
    try self.init(
      try ByteSource(path: path).records(of: 1, atMost: DataLimits.byteCount), path: path)
  }

  /// Reads the array in the bytes of a file; `path` is what errors call it.
  ///
  /// - Throws: ``DataError``.
  init(_ bytes: [UInt8], path: String) throws(DataError) {
    self.path = path
    func refusal(_ expected: String, _ found: String) -> DataError {
      .malformed(path: path, expected: expected, found: found)
    }
    guard bytes.count >= 12, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw refusal("an array of NumPy", "something else")
    }
    let isShort = bytes[6] == 1
    let lengths = bytes[8..<(isShort ? 10 : 12)]
    let length = lengths.reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = lengths.endIndex + length
    guard (1...3).contains(bytes[6]), start <= bytes.count, length < 1 << 16 else {
      throw refusal("a header within the file", "version \(bytes[6]), \(length) bytes")
    }
    let header = String(decoding: bytes[lengths.endIndex..<start], as: UTF8.self)
    guard let type = Self.value(of: "descr", in: header, between: "'", and: "'"),
      let shape = Self.value(of: "shape", in: header, between: "(", and: ")")
    else { throw refusal("a type and a shape in the header", "'\(header.prefix(200).trimmed)'") }
    let words = shape.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    let extents = words.compactMap(Int.init)
    var count: Int? = 1
    for extent in extents {
      let (product, overflow) = (count ?? 0).multipliedReportingOverflow(by: extent)
      count = overflow || extent < 0 ? nil : product
    }
    guard let width = Self.widths[String(type.dropFirst())], "|<>=".contains(type.prefix(1)) else {
      throw refusal(
        "whole numbers, such as images of bytes (uint8)", "numbers of type '\(type.prefix(40))'")
    }
    guard extents.count == words.count, let count, count <= DataLimits.byteCount / width,
      bytes.count - start == count * width
    else {
      throw refusal(
        "as many numbers as the shape (\(shape.prefix(80))) says",
        "\((bytes.count - start) / width)")
    }
    self.type = String(type.dropFirst())
    self.extents = extents
    var body = Array(bytes[start...])
    if header.contains("'fortran_order': True") {
      body = Self.rowMajor(body, extents: extents, width: width)
    }
    if type.hasPrefix(">") {
      for first in stride(from: 0, to: body.count, by: width) {
        body[first..<first + width].reverse()
      }
    }
    self.body = body
  }

  /// Numbers that lie column by column, row by row.
  private static func rowMajor(_ body: [UInt8], extents: [Int], width: Int) -> [UInt8] {
    var strides = [Int](repeating: 1, count: extents.count)
    for axis in extents.indices.dropFirst() {
      strides[axis] = strides[axis - 1] * extents[axis - 1]
    }
    var result: [UInt8] = []
    result.reserveCapacity(body.count)
    var position = [Int](repeating: 0, count: extents.count)
    for _ in 0..<body.count / width {
      let source = width * zip(position, strides).reduce(0) { $0 + $1.0 * $1.1 }
      result += body[source..<source + width]
      for axis in extents.indices.reversed() {
        position[axis] += 1
        if position[axis] < extents[axis] { break }
        position[axis] = 0
      }
    }
    return result
  }

  /// How many bytes a number has, by its type behind the order of its bytes.
  private static let widths = [
    "u1": 1, "i1": 1, "b1": 1, "u2": 2, "i2": 2, "u4": 4, "i4": 4, "u8": 8, "i8": 8,
  ]

  /// The text between two marks behind a key.
  private static func value(
    of key: String, in header: String, between first: Character, and last: Character
  ) -> String? {
    let pieces = header.split(separator: "'\(key)':", maxSplits: 1)
    guard pieces.count == 2, let start = pieces[1].firstIndex(of: first) else { return nil }
    let rest = pieces[1][pieces[1].index(after: start)...]
    return rest.firstIndex(of: last).map { String(rest[..<$0]) }
  }

  /// Images (N, H, W), (N, H, W, C) or (N, C, H, W) of bytes, as planes.
  func images() throws(DataError) -> (channels: Int, height: Int, width: Int, pixels: [UInt8]) {
    guard type == "u1", (3...4).contains(extents.count), extents.allSatisfy({ $0 > 0 }) else {
      throw .malformed(
        path: path, expected: "bytes (numpy.uint8) (N, H, W), (N, H, W, C) or (N, C, H, W)",
        found: "'\(type)' \(extents)")
    }
    guard extents.count == 4 else { return (1, extents[1], extents[2], body) }
    guard extents[3] <= 4, extents[1] > 4 else { return (extents[1], extents[2], extents[3], body) }
    let (area, channels) = (extents[1] * extents[2], extents[3])
    var pixels = [UInt8](repeating: 0, count: body.count)
    for image in 0..<extents[0] {
      for index in 0..<area {
        for channel in 0..<channels {
          pixels[(image * channels + channel) * area + index] =
            body[(image * area + index) * channels + channel]
        }
      }
    }
    return (channels, extents[1], extents[2], pixels)
  }

  /// Labels (N) or (N, 1) from 0 to 255.
  func labels() throws(DataError) -> [UInt8] {
    guard extents.count == 1 || (extents.count == 2 && extents[1] == 1),
      let width = Self.widths[type]
    else {
      throw .malformed(path: path, expected: "labels (N)", found: "\(extents)")
    }
    var labels: [UInt8] = []
    for start in stride(from: 0, to: body.count, by: width) {
      let isNegative = type.contains("i") && body[start + width - 1] > 127
      guard !isNegative, body[start + 1..<start + width].allSatisfy({ $0 == 0 }) else {
        throw .malformed(
          path: path, expected: "labels from 0 to 255", found: "another of image \(labels.count)")
      }
      labels.append(body[start])
    }
    return labels
  }
}

extension Substring {
  /// The text without what is blank at its end.
  fileprivate var trimmed: String {
    var rest = self
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
