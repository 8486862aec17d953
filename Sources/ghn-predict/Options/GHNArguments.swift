import ArgumentParser
import FileBytes
import Evaluation
import GHN
import ImageData
import Pictures

/// A hypernetwork, and what is known of it.
struct NamedModel {
  var model: GraphHyperNetwork
  /// The stem of its file.
  let name: String
  /// What it was trained for, if the file says so.
  let task: TrainedTask?

  /// What a person should know where networks see other images than those it was trained on, as far as
  /// the names of data sets tell.
  func note(on images: ImageDataset) -> String? {
    guard let task, !task.data.split(separator: ", ").contains(where: { $0 == images.name }) else {
      return nil
    }
    return
      "\(name) was trained on \(task.data), and \(printable(images.name)) is another data set: "
      + "accuracies may be those of chance; 'ghn-predict fit' solves the class layer for other data"
  }
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

  /// Where the hypernetwork lies.
  func path() throws -> String {
    if let ghn { try ShippedModel.path(named: ghn) } else { try ShippedModel.defaultPath() }
  }

  /// Reads the hypernetwork.
  ///
  /// - Returns: the model, the stem of its file, and what it was trained for.
  func read() throws -> NamedModel {
    let path = try path()
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
