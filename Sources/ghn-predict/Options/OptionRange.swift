import ArgumentParser
import FileBytes

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

/// Throws where a duration in minutes is not above 0, or longer than nineteen years.
func checkMinutes(_ minutes: Double?, of option: String) throws(ValidationError) {
  let longest = 1e7
  guard let minutes, !(minutes > 0 && minutes <= longest) else { return }
  throw ValidationError("--\(option) must be a number above 0 and at most \(Int(longest)).")
}

/// A count, which may be written with an exponent.
func wholeNumber(_ text: String) throws -> Int {
  if let number = Int(text) { return number }
  guard let number = Double(text).flatMap(Int.init(exactly:)) else {
    throw ValidationError("Expected a whole number, as 600000 or 6e5, found '\(text)'.")
  }
  return number
}

/// Refuses a picture whose name promises another format than SVG.
func checkPicture(_ path: String?) throws(ValidationError) {
  guard let path, !path.lowercased().hasSuffix(".svg"), !path.hasPrefix("/dev/"), !isFolder(path)
  else { return }
  throw ValidationError("The picture '\(path)' must end in .svg.")
}
