import ArgumentParser
import FileBytes
import ParameterFiles

extension ParameterFileFormat {
  /// Refuses a path whose extension names no format; a folder is refused where it is to be written,
  /// as one.
  ///
  /// - Throws: `ValidationError`.
  static func check(_ path: String) throws {
    guard ParameterFileFormat(path: path) == nil, !isFolder(path) else { return }
    let formats = allCases.map { ".\($0)" }.joined(separator: ", ")
    throw ValidationError("The output '\(path)' must end in one of \(formats).")
  }
}
