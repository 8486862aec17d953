import FoundationEssentials

/// The model that predicts where `--ghn` names none.
///
/// It is the file that the environment variable `GHN_MODEL` names. Otherwise it is looked for in
/// the folder of the executable and then in each folder above it, as `Models/<name>` (a checkout)
/// and as `share/ghn/<name>` (an installation, beside `bin`).
enum DefaultModel {
  static let name = "ghn2-fashion-mnist.safetensors"

  /// The model's path.
  static func path() throws(CommandFailure) -> String {
    if let path = ProcessInfo.processInfo.environment["GHN_MODEL"], !path.isEmpty { return path }
    let executable = executablePath
    var folder = executable[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      for path in ["\(folder)/Models/\(name)", "\(folder)/share/ghn/\(name)"]
      where FileManager.default.fileExists(atPath: path) {
        return path
      }
    }
    throw CommandFailure(
      status: .unreadableInput,
      message: "\(executable): expected the model \(name) in Models or share/ghn of a folder "
        + "above, found none",
      suggestion: "name a model with --ghn, or in the environment variable GHN_MODEL")
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
