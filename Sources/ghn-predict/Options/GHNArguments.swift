import ArgumentParser
import FileBytes
import Evaluation
import GHN
import ImageData

/// A hypernetwork, and what is known of it.
struct NamedModel {
  var model: GraphHyperNetwork
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
      The GHN: .safetensors, the published .pt, or the name of a shipped one, such as \
      ghn2-fashion-mnist. (default: the model that $GHN_MODEL names, else ghn-image-small)
      """,
      valueName: "file|name"),
    completion: .file(extensions: ["safetensors", "pt"]))
  var ghn: String?

  /// Reads the hypernetwork.
  ///
  /// - Returns: the model, the stem of its file, and what it was trained for.
  func read() throws -> NamedModel {
    let path = if let ghn { ShippedModel.path(named: ghn) } else { try ShippedModel.defaultPath() }
    let checkpoint = try GHNCheckpoint(path: path)
    return NamedModel(
      model: try GraphHyperNetwork(checkpoint), name: fileStem(of: path), task: checkpoint.task)
  }

  /// Reads the hypernetwork, and tells it what the data look like, if it is one that is told.
  ///
  /// - Parameter train: reads the train split.
  /// - Returns: as ``read()``.
  /// - Throws: why one of both cannot be read, or that their classes differ.
  func read(telling train: () throws -> ImageDataset) throws -> NamedModel {
    var result = try read()
    result.model = try result.model.told(of: train)
    return result
  }
}
