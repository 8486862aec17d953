import Foundation

/// A fresh directory for one test, removed with all it holds when nobody needs it any more.
package final class TemporaryDirectory {
  /// Where it is.
  package let path: String

  /// Makes a directory.
  package init() throws {
    path = NSTemporaryDirectory() + "ghn-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The names of what the directory holds.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// The path of a file in the directory.
  package func path(of name: String) -> String { "\(path)/\(name)" }

  /// Writes a file in the plain way and answers its path.
  @discardableResult
  package func file(_ name: String, holding bytes: some Sequence<UInt8>) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(of: name)))
    return path(of: name)
  }

  /// Writes a text and answers the file's path.
  @discardableResult
  package func file(_ name: String, holding text: String) throws -> String {
    try file(name, holding: text.utf8)
  }
}
