extension AttributeReader {
  /// The attributes of a quantization.
  func quantization() throws -> Quantization {
    let blockSize = try integer(.size)
    guard blockSize >= 0 else { throw refusal(.size, "a number from 0 on", "\(blockSize)") }
    let range = try optionalIntegers(.range)
    guard let range else {
      return Quantization(range: nil, axis: try integer(.axis), blockSize: blockSize)
    }
    guard range.count == 2, range[0] <= range[1] else {
      throw refusal(.range, "a smallest and a largest number", "\(range.prefix(4))")
    }
    return Quantization(
      range: range[0]...range[1], axis: try integer(.axis), blockSize: blockSize)
  }
}

extension AttributeWriter {
  /// Writes the attributes of a quantization.
  mutating func write(_ quantization: Quantization) throws {
    try write([
      .range: .integers(quantization.range.map { [$0.lowerBound, $0.upperBound] }),
      .axis: .integer(quantization.axis), .size: .integer(quantization.blockSize),
    ])
  }
}
