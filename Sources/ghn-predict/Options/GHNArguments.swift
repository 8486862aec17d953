import ArgumentParser
import FileBytes
import GHN

/// A hypernetwork, and what is known of it.
struct NamedModel {
  let model: GraphHyperNetwork
  /// The stem of its file.
  let name: String
  /// What it was trained for, if the file says so.
  let task: TrainedTask?
}

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
  /// - Returns: the model, the stem of its file, and what it was trained for.
  func read() throws -> NamedModel {
    let path = if let ghn { ghn } else { try DefaultModel.path() }
    let checkpoint = try GHNCheckpoint(path: path)
    return NamedModel(
      model: try GraphHyperNetwork(checkpoint), name: fileStem(of: path), task: checkpoint.task)
  }
}
