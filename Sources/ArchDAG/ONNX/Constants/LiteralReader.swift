import Tensors

extension TensorRecord {
  /// The tensor's shape.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if it overflows.
  func shape() throws(ArchitectureError) -> Shape {
    guard let shape = Shape(checking: extents) else {
      throw .malformed(
        location: "tensor '\(name)'", expected: "extents whose product fits 64 bits",
        found: "\(extents)")
    }
    return shape
  }

  /// Checks that inline raw data are as long as the extents say.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  func checkPayload() throws(ArchitectureError) {
    guard case .raw(let range)? = payload, !isExternal, let width = type.width else { return }
    let (expected, overflow) = try shape().count.multipliedReportingOverflow(by: width)
    guard !overflow, range.count == expected else {
      throw .malformed(
        location: "tensor '\(name)'", expected: "\(try shape().count) numbers of \(width) bytes",
        found: "\(range.count) bytes")
    }
  }
}

/// Reads the numbers of a small tensor.
///
/// Source: ONNX, `onnx.proto`, message `TensorProto`.
struct LiteralReader {
  let record: TensorRecord
  let count: Int

  /// The numbers, if their type is one that constants of shapes and scales have.
  func numbers(in bytes: RawSpan) throws(ArchitectureError) -> Literal.Numbers {
    if case .known(let numbers)? = record.payload { return numbers }
    switch record.type {
    case .float:
      return try reals(in: bytes, width: 4) { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
    case .double:
      return try reals(in: bytes, width: 8) { Float(Double(bitPattern: UInt64($0))) }
    case .float16:
      return try reals(in: bytes, width: 2) { Float(halfPrecision: UInt16(truncatingIfNeeded: $0)) }
    case .bfloat16:
      return try reals(in: bytes, width: 2) { Float(brainFloat: UInt16(truncatingIfNeeded: $0)) }
    case .boolean: return try integers(in: bytes, width: 1) { $0 == 0 ? 0 : 1 }
    case .integer(let bits, let isSigned):
      return try integers(in: bytes, width: bits / 8) { word in
        let shift = 64 - bits
        let high = word << UInt64(shift)
        return isSigned
          ? Int(truncatingIfNeeded: Int64(bitPattern: high) >> Int64(shift))
          : Int(truncatingIfNeeded: high >> UInt64(shift))
      }
    case .undefined, .other: return .unread
    }
  }

  private func reals(
    in bytes: RawSpan, width: Int, _ convert: (UInt64) -> Float
  ) throws(ArchitectureError) -> Literal.Numbers {
    try numbers(in: bytes, width: width, convert).map(Literal.Numbers.reals) ?? .unread
  }

  private func integers(
    in bytes: RawSpan, width: Int, _ convert: (UInt64) -> Int
  ) throws(ArchitectureError) -> Literal.Numbers {
    try numbers(in: bytes, width: width, convert).map(Literal.Numbers.integers) ?? .unread
  }

  private func numbers<Number>(
    in bytes: RawSpan, width: Int, _ convert: (UInt64) -> Number
  ) throws(ArchitectureError) -> [Number]? {
    switch record.payload {
    case .raw(let range): return try fixed(range, in: bytes, width: width, convert)
    case .floats(let range): return try fixed(range, in: bytes, width: 4, convert)
    case .doubles(let range): return try fixed(range, in: bytes, width: 8, convert)
    case .varints(let range):
      var numbers: [Number] = []
      var cursor = WireCursor(range)
      while numbers.count <= count, let word = try cursor.nextVarint(in: bytes) {
        numbers.append(convert(word))
      }
      try checkCount(numbers.count)
      return numbers
    case .scattered, .known: return nil
    case nil:
      try checkCount(0)
      return []
    }
  }

  private func fixed<Number>(
    _ range: Range<Int>, in bytes: RawSpan, width: Int, _ convert: (UInt64) -> Number
  ) throws(ArchitectureError) -> [Number] {
    guard range.count % width == 0, range.count / width == count else {
      throw .malformed(
        location: "tensor '\(record.name)'", expected: "\(count) numbers of \(width) bytes",
        found: "\(range.count) bytes")
    }
    return (0..<count).map { index in
      convert(
        (0..<width).reduce(0) { word, byte in
          word | UInt64(bytes.byte(at: range.lowerBound + index * width + byte)) << UInt64(8 * byte)
        })
    }
  }

  private func checkCount(_ found: Int) throws(ArchitectureError) {
    guard found == count else {
      throw .malformed(
        location: "tensor '\(record.name)'", expected: "\(count) numbers",
        found: found > count ? "more" : "\(found)")
    }
  }
}
