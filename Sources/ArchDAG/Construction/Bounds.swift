/// The limits within which a reader takes a number.
enum Bounds {
  /// No sound tensor has more elements; sums over all tensors of a network stay far from overflow.
  static let elements = 1 << 40

  /// Refuses a number outside `range`.
  ///
  /// - Throws: ``ArchitectureError/tooLarge(location:limit:found:)`` above the range,
  ///   ``ArchitectureError/malformed(location:expected:found:)`` below it.
  static func check(
    _ number: Int, in range: ClosedRange<Int>, _ location: String
  ) throws(ArchitectureError) {
    guard number <= range.upperBound else {
      throw .tooLarge(location: location, limit: "\(range.upperBound)", found: "\(number)")
    }
    guard number >= range.lowerBound else {
      throw .malformed(
        location: location, expected: "a number from \(range.lowerBound) on", found: "\(number)")
    }
  }
}
