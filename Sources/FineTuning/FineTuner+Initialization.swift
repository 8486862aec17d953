public import ArchDAG
public import Evaluation
public import GHN
public import ImageData
import NetworkExecution
public import Tensors

extension FineTuner {
  /// Begins the training of a network whose parameters have yet to be made.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - initialization: where its first parameters come from.
  ///   - ghn: the hypernetwork; only predicted parameters need one.
  ///   - fixed: the numbers that stay as in the network's file.
  ///   - images: what it learns from.
  ///   - options: how it learns.
  /// - Precondition: there is a hypernetwork where one is needed.
  /// - Throws: ``FineTuningError``, also where the network has fewer outputs than there are classes.
  public init(
    _ architecture: Architecture, initialization: NetworkInitialization,
    from ghn: GraphHyperNetwork?, fixed: NamedTensors = [:], images: ImageDataset,
    options: Options
  ) throws(FineTuningError) {
    let network: ExecutableNetwork
    let parameters: NamedTensors
    let fitted: ImageDataset
    do throws(EvaluationError) {
      fitted = try images.fitted(to: architecture)
      network = try ExecutableNetwork(
        classifying: images, by: architecture, fixed: fixed, limits: options.limits)
      parameters = try initialization.parameters(
        of: architecture, from: ghn, seed: options.seed)
    } catch {
      throw .network(error)
    }
    self.init(network, parameters: parameters, images: fitted, options: options)
  }
}
