public import GHN
import Layers
public import Optimization
import TensorFiles
import Tensors

/// A file with which an interrupted training goes on as if nothing had happened.
///
/// It is a hypernetwork's file, of which predictions can be made, and holds beside the network the
/// optimizer's moments (`optimizer.first.…`, `optimizer.second.…`, and others of other optimizers)
/// and, in the metadata under `ghn.training`, a ``TrainingRecord``. Where the training keeps a running
/// mean of the weights, or its optimizer the mean of its steps, the network is that mean, and the
/// weights of the last step stand beside it (`training.weights.…`).
public struct TrainingCheckpoint: Sendable {
  /// The hypernetwork as the last step left it.
  public let ghn: GraphHyperNetwork
  /// The running mean of its weights, if the training keeps one.
  public let average: WeightAverage?
  /// What the optimizer remembers.
  public let optimizerState: OptimizerState
  /// How the training goes, and how far it has come.
  public let record: TrainingRecord

  /// Reads a file.
  ///
  /// - Throws: ``TrainingCheckpointError``.
  public init(path: String) throws(TrainingCheckpointError) {
    let file: GHNCheckpoint
    let network: GraphHyperNetwork
    do {
      file = try GHNCheckpoint(path: path)
      network = try GraphHyperNetwork(file)
    } catch {
      throw .network(error)
    }
    guard let text = (try? SafetensorsFile(path: path))?.metadata[TrainingRecord.key] else {
      throw .notATraining(file: path)
    }
    record = try TrainingRecord(text, file: path)
    average = record.options.averageDecay.map { decay in
      WeightAverage(of: network.namedTensors, decay: decay)
    }
    ghn =
      !record.options.shipsMean
      ? network : try Self.lastStep(file.tensors, network.configuration, file: path)
    try Self.checkMoments(file.tensors, of: ghn, file: path)
    optimizerState = OptimizerState(
      file.tensors, steps: record.optimizerSteps, rateSquares: record.optimizerRateSquares ?? 0)
  }

  /// The network as the last step left it, where the file's own is the mean of many.
  private static func lastStep(
    _ tensors: NamedTensors, _ configuration: GHNConfiguration, file: String
  ) throws(TrainingCheckpointError) -> GraphHyperNetwork {
    var weights = NamedTensors()
    for (name, tensor) in tensors where name.hasPrefix(Self.weightPrefix) {
      weights[String(name.dropFirst(Self.weightPrefix.count))] = tensor
    }
    do {
      return try GraphHyperNetwork(configuration, from: weights)
    } catch {
      throw .malformed(
        file: file, setting: Self.weightPrefix + "…",
        expected: "the weights of the last step beside their mean", found: "\(error)")
    }
  }

  /// What stands before the names of the last step's weights.
  static let weightPrefix = "training.weights."

  /// Refuses moments that no parameter of the network has.
  private static func checkMoments(
    _ tensors: NamedTensors, of ghn: GraphHyperNetwork, file: String
  ) throws(TrainingCheckpointError) {
    let parameters = ghn.namedTensors
    for (name, tensor) in tensors {
      guard let (kind, parameter) = OptimizerState.Moments.Kind.split(name) else { continue }
      let count = parameters[parameter].flatMap { kind.count(of: $0.shape) }
      guard count.map({ tensor.shape == [$0] }) == true else {
        throw .malformed(
          file: file, setting: name,
          expected: count.map { "\($0) numbers" } ?? "the name of a parameter that has such",
          found: "shape \(tensor.shape)")
      }
      guard tensor.withScalars({ scalars in scalars.indices.allSatisfy { scalars[$0].isFinite } })
      else {
        throw .malformed(
          file: file, setting: name, expected: "finite numbers", found: "others")
      }
    }
  }
}

extension TrainingOptions {
  /// Whether what is shipped is not what the last step left.
  var shipsMean: Bool { averageDecay != nil || optimizer.rule.averagesSteps }
}
