import ArgumentParser

/// The kinds of files that parameters are written to, by extension.
enum OutputFormat: String, CaseIterable {
  case safetensors, npz, onnx

  /// The format that a path's extension names; `nil` if it names none.
  init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }

  /// Refuses a path whose extension names no format.
  ///
  /// - Throws: `ValidationError`.
  static func check(_ path: String) throws {
    guard OutputFormat(path: path) == nil else { return }
    let formats = allCases.map { ".\($0)" }.joined(separator: ", ")
    throw ValidationError("The output '\(path)' must end in one of \(formats).")
  }
}
