public import ArchDAG
public import GHN
public import ImageData
import NetworkExecution
import Tensors

extension FineTuner {
  /// Begins the training of a network whose parameters have yet to be made.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - initialization: where its first parameters come from.
  ///   - ghn: the hypernetwork; only predicted parameters need one.
  ///   - images: what it learns from.
  ///   - options: how it learns.
  /// - Precondition: there is a hypernetwork where one is needed.
  /// - Throws: ``TrainingError``, also where the network has fewer outputs than there are classes.
  public init(
    _ architecture: Architecture, initialization: NetworkInitialization,
    from ghn: GraphHyperNetwork?, images: ImageDataset, options: Options
  ) throws(TrainingError) {
    let network = try ExecutableNetwork(classifying: images, by: architecture)
    let parameters: NamedTensors
    do {
      parameters = try initialization.parameters(
        of: ArchitectureGraph(architecture), from: ghn, seed: options.seed)
    } catch {
      throw .decoding(name: architecture.name, error)
    }
    self.init(network, parameters: parameters, images: images, options: options)
  }
}

extension ExecutableNetwork {
  /// A network that tells the classes of a data set apart.
  init(
    classifying images: ImageDataset, by architecture: Architecture
  ) throws(TrainingError) {
    let name = architecture.name
    let classes = architecture.outputs.first.flatMap { architecture[$0].extents?.last ?? nil }
    if let classes, classes < images.classCount {
      throw .classCount(name: name, expected: images.classCount, found: "\(classes)")
    }
    do {
      try self.init(architecture)
    } catch {
      throw .execution(name: name, error)
    }
  }
}
