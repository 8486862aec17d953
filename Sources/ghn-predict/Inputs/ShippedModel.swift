import FoundationEssentials

/// The models that come with the command.
///
/// They are looked for in the folder of the executable and then in each folder above it, as
/// `Models/<name>.safetensors` (a checkout) and as `share/ghn/<name>.safetensors` (an installation,
/// beside `bin`).
enum ShippedModel {
  /// The model that predicts where nobody names another.
  static let defaultName = "ghn-image-small"

  /// The path of the default model: the file that the environment variable `GHN_MODEL` names, else
  /// the shipped one.
  static func defaultPath() throws(CommandFailure) -> String {
    if let path = ProcessInfo.processInfo.environment["GHN_MODEL"], !path.isEmpty { return path }
    if let path = path(of: defaultName) { return path }
    throw CommandFailure(
      status: .unreadableInput,
      message: "\(executablePath): expected the model \(defaultName).safetensors in Models or "
        + "share/ghn of a folder above, found none",
      suggestion: "name a model with --ghn, or in the environment variable GHN_MODEL")
  }

  /// The path of the GHN that a word names: that of a file, or else of a shipped model.
  ///
  /// - Throws: ``CommandFailure`` where a word that can only be a name is none.
  static func path(named word: String) throws(CommandFailure) -> String {
    if FileManager.default.fileExists(atPath: word) { return word }
    guard !word.isEmpty, !word.contains(where: { $0 == "/" || $0 == "." }) else { return word }
    if let path = path(of: word) { return path }
    throw CommandFailure(
      status: .unreadableInput,
      message: "\(word): expected the path of a GHN, or the name of a shipped one, found neither",
      suggestion: names.isEmpty ? nil : "shipped are \(names.joined(separator: ", "))")
  }

  /// The path of a shipped model; `nil` if there is none of that name.
  private static func path(of name: String) -> String? {
    folders.map { "\($0)/\(name).safetensors" }
      .first { FileManager.default.fileExists(atPath: $0) }
  }

  /// The names of all shipped models.
  private static var names: [String] {
    let files = folders.lazy.compactMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }
    return (files.first ?? []).filter { $0.hasSuffix(".safetensors") }
      .map { String($0.dropLast(".safetensors".count)) }.sorted()
  }

  /// Where models may lie, the nearest folder first.
  private static var folders: [String] {
    var folders: [String] = []
    var folder = executablePath[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      folders += ["\(folder)/Models", "\(folder)/share/ghn"]
    }
    return folders
  }

  /// Where the running program lies, links followed.
  private static var executablePath: String {
    #if os(Linux)
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return link ?? CommandLine.arguments[0]
    #else
      return URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().path
    #endif
  }
}
