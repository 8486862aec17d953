import ArgumentParser

extension ClosedRange<Int> {
  /// Refuses a number of an option outside the range, whose lower bound people are told, and the
  /// upper one where it was chosen.
  ///
  /// - Throws: `ValidationError`.
  func check(_ number: Int, of option: String) throws {
    guard number >= lowerBound else {
      throw ValidationError("--\(option) must be at least \(lowerBound).")
    }
    guard number <= upperBound else {
      throw ValidationError("--\(option) must be at most \(upperBound).")
    }
  }
}
