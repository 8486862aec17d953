import Foundation

/// A fresh directory for one test, removed with all it holds when the test ends.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "ghn-predict-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The names of what commands have left in the directory.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { ![".input", ".output", ".error"].contains($0) }.sorted()
  }

  /// The path of a file in the directory.
  func path(of name: String) -> String { "\(path)/\(name)" }

  /// Writes a file in the plain way and answers its path.
  @discardableResult
  func file(_ name: String, holding text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(of: name)))
    return path(of: name)
  }
}
