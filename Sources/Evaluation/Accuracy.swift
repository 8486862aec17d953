import Autograd
import Concurrency
public import ImageData
public import NetworkExecution
public import Tensors

/// How well a network with given parameters classifies images.
///
/// ```swift
/// let network = try ExecutableNetwork(architecture)
/// let accuracy = try Accuracy(of: network, parameters: parameters, on: test)
/// print(accuracy.top1)
/// ```
public struct Accuracy: Hashable, Sendable {
  /// How many images were classified rightly.
  public let correct: Int
  /// How many images there were.
  public let count: Int

  /// The percentage of images that were classified rightly.
  public var top1: Double { count == 0 ? 0 : 100 * Double(correct) / Double(count) }

  /// Classifies the first images of a data set, in the order of the file.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - parameters: all of its parameters, by the names of the architecture.
  ///   - data: the images.
  ///   - limit: how many of them; `nil` for all.
  ///   - batchSize: how many at a time; where batch norms take the statistics of the batch, the
  ///     result depends on it.
  ///   - statistics: by which statistics batch norms normalize.
  /// - Throws: `ExecutionError`, also where the network answers no logits of these classes.
  /// - Precondition: the batch size is positive.
  public init(
    of network: ExecutableNetwork, parameters: NamedTensors, on data: ImageDataset,
    limit: Int? = nil, batchSize: Int = 64, statistics: NormalizationStatistics = .batch
  ) throws(ExecutionError) {
    precondition(batchSize > 0, "batches of \(batchSize) images")
    let count = min(max(0, limit ?? data.count), data.count)
    try network.checkImages(min(batchSize, count), of: data.networkShape)
    let starts = Array(stride(from: 0, to: count, by: batchSize))
    let correct = try concurrentMap(count: starts.count) {
      (index) throws(ExecutionError) in
      let (images, labels) = data.batch(
        Array(starts[index]..<min(starts[index] + batchSize, count)))
      let run = try network(
        [images], parameters: parameters.asConstants, statistics: statistics)
      let logits = try run.logits(batch: labels.count, classes: data.classCount)
      return correctCount(logits: logits.value, labels: labels)
    }
    self.correct = correct.reduce(0, +)
    self.count = count
  }
}
