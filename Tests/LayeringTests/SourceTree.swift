import Foundation

/// The package as text: its table of arrows and its Swift files.
struct SourceTree {
  struct File {
    let module: String
    let path: String
    let lines: [String]
    fileprivate let bytes: Data

    /// Whether any of these words stands somewhere in the file: a quick look before a slow one.
    func mentions(_ words: String...) -> Bool {
      words.contains { bytes.range(of: Data($0.utf8)) != nil }
    }
  }

  /// The package, read once for all tests.
  static let shared = Result { try SourceTree() }

  let root: URL
  /// Module by module, what it may import, as `arrows` in Package.swift says.
  let arrows: [String: Set<String>]
  let files: [File]

  private init() throws {
    root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    arrows = Self.arrows(in: manifest)
    files = try arrows.keys.sorted().flatMap { [root] module in
      try Self.files(of: module, below: root.appending(path: "Sources/\(module)"))
    }
  }

  /// The Swift files in a folder of the package, under the folder's name.
  func files(in folder: String) throws -> [File] {
    try Self.files(of: folder, below: root.appending(path: folder))
  }

  private static func files(of module: String, below folder: URL) throws -> [File] {
    try swiftFiles(below: folder).map {
      let bytes = try Data(contentsOf: $0)
      return File(
        module: module, path: "\(module)\($0.path.dropFirst(folder.path.count))",
        lines: String(decoding: bytes, as: UTF8.self)
          .split(separator: "\n", omittingEmptySubsequences: false).map(String.init),
        bytes: bytes)
    }
  }

  /// Reads the rows `("Module", ["Import", …]),`, which may be broken into several lines.
  private static func arrows(in manifest: String) -> [String: Set<String>] {
    guard let start = manifest.range(of: "let arrows"),
      let end = manifest.range(of: "\n]\n", range: start.upperBound..<manifest.endIndex)
    else { return [:] }
    let table = manifest[start.upperBound..<end.lowerBound]
    let row = /\(\s*"([\w-]+)",\s*\[([^\]]*)\]\s*\)/
    var arrows: [String: Set<String>] = [:]
    for match in table.matches(of: row) {
      arrows[String(match.1)] = Set(match.2.matches(of: /"(\w+)"/).map { String($0.1) })
    }
    return arrows
  }

  private static func swiftFiles(below folder: URL) throws -> [URL] {
    let enumerator = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (enumerator?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "swift" }
      .sorted { $0.path < $1.path }
  }
}

extension SourceTree.File {
  /// The modules that the file imports, in order.
  var imports: [String] {
    lines.compactMap { line in
      line.firstMatch(of: /^\s*(?:public |package |internal |private |@\w+ )*import (\w+)/)
        .map { String($0.1) }
    }
  }
}
