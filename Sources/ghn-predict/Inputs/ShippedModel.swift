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
  static func path(named word: String) -> String {
    if FileManager.default.fileExists(atPath: word) { return word }
    let isName = !word.isEmpty && !word.contains { $0 == "/" || $0 == "." }
    return isName ? path(of: word) ?? word : word
  }

  /// The path of a shipped model; `nil` if there is none of that name.
  private static func path(of name: String) -> String? {
    var folder = executablePath[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      for room in ["Models", "share/ghn"] {
        let path = "\(folder)/\(room)/\(name).safetensors"
        if FileManager.default.fileExists(atPath: path) { return path }
      }
    }
    return nil
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
