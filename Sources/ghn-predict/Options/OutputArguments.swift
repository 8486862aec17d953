import ArgumentParser
import ParameterFiles

extension ParameterFileFormat {
  /// Refuses a path whose extension names no format.
  ///
  /// - Throws: `ValidationError`.
  static func check(_ path: String) throws {
    guard ParameterFileFormat(path: path) == nil else { return }
    let formats = allCases.map { ".\($0)" }.joined(separator: ", ")
    throw ValidationError("The output '\(path)' must end in one of \(formats).")
  }
}
