import ArgumentParser
import FileBytes
import GHN

/// The option that names a hypernetwork.
struct GHNArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The GHN: .safetensors, or the published .pt. (default: the model that $GHN_MODEL names, \
      else the one shipped)
      """,
      valueName: "file"),
    completion: .file(extensions: ["safetensors", "pt"]))
  var ghn: String?

  /// Reads the hypernetwork.
  ///
  /// - Returns: the model, and the stem of its file.
  func read() throws(CommandFailure) -> (model: GraphHyperNetwork, name: String) {
    let path = if let ghn { ghn } else { try DefaultModel.path() }
    do {
      return (try GraphHyperNetwork(path: path), fileStem(of: path))
    } catch {
      throw CommandFailure(error)
    }
  }
}
