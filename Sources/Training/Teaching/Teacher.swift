public import ArchDAG
import Autograd
public import Evaluation
public import ImageData
public import NetworkExecution
import Randomness
public import Tensors

/// A trained network whose probabilities other networks learn from.
///
/// It sees the very images that they see, mirrored and moved as they are, with running statistics: what
/// it says of an image follows from the image and nothing else.
public struct Teacher: Sendable {
  /// How a checkpoint names it.
  public let source: TrainingRecord.Source

  private let network: ExecutableNetwork
  private let parameters: NamedTensors
  private let statistics: NormalizationStatistics

  /// Takes a trained network.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - parameters: all of its trainable parameters.
  ///   - statistics: the running statistics of its batch norms, by the names of its buffers.
  ///   - path: the file that it comes from.
  ///   - images: the images that it shall classify.
  ///   - limits: how much memory a run may take.
  /// - Throws: `EvaluationError`, if it cannot run, takes other images, knows other classes, or has
  ///   batch norms that keep no running statistics.
  /// - Precondition: there are statistics for each batch norm.
  public init(
    _ architecture: Architecture, parameters: NamedTensors, statistics: NamedTensors,
    path: String, classifying images: ImageDataset, limits: ExecutionLimits = ExecutionLimits()
  ) throws(EvaluationError) {
    guard !architecture.lacksRunningStatistics else {
      throw .noRunningStatistics(name: architecture.name)
    }
    network = try ExecutableNetwork(classifying: images, by: architecture, limits: limits)
    self.parameters = parameters
    self.statistics = statistics.isEmpty ? .batch : .running(statistics)
    let numbers = (parameters.map(\.tensor) + statistics.map(\.tensor)).flatMap(\.scalars)
    source = TrainingRecord.Source(
      words: [path], count: numbers.count, fingerprint: fnv1a(numbers.lazy.map(\.bitPattern)))
    // One image tells whether it can.
    _ = try softLabels(
      of: images, [0], seed: 0, augmentation: ImageAugmentation(), temperature: 1)
  }

  /// The probabilities (N, classes) of a batch at a temperature.
  ///
  /// - Parameters:
  ///   - images: all images.
  ///   - indices: which of them.
  ///   - seed: what their changes follow from.
  ///   - augmentation: how they are changed.
  ///   - temperature: what logits are divided by.
  /// - Returns: probabilities, of which each row adds up to 1.
  /// - Throws: ``EvaluationError``.
  package func softLabels(
    of images: ImageDataset, _ indices: [Int], seed: UInt64, augmentation: ImageAugmentation,
    temperature: Float
  ) throws(EvaluationError) -> Tensor {
    var generator = SplitMix64(seed: seed)
    let (pixels, labels) = try images.fitted(to: network.architecture).batch(
      indices, augmentation: augmentation, using: &generator)
    let name = network.architecture.name
    let logits: Variable
    do throws(ExecutionError) {
      let run = try network(
        [pixels], parameters: parameters.asConstants, statistics: statistics)
      logits = try run.logits(batch: labels.count, classes: images.classCount)
    } catch {
      throw .execution(name: name, error)
    }
    guard logits.shape[1] == images.classCount else {
      throw .classCount(name: name, expected: images.classCount, found: "\(logits.shape)")
    }
    return logits.scaled(by: 1 / temperature).softmax().value
  }
}
