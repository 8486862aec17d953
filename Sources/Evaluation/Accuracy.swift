import Autograd
import Concurrency
public import ImageData
public import NetworkExecution
import Synchronization
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

  /// Of how many images a logit is NaN or ∞: no class was chosen, and they count as wrong.
  public let unboundedCount: Int

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
  ///   - report: takes how many images are classified, one call at a time and from any thread; where it
  ///     answers `false`, no more are, and the accuracy is that of those which were.
  /// - Throws: `ExecutionError`, also where the network answers no logits of these classes.
  /// - Precondition: the batch size is positive.
  public init(
    of network: ExecutableNetwork, parameters: NamedTensors, on data: ImageDataset,
    limit: Int? = nil, batchSize: Int = 64, statistics: NormalizationStatistics = .batch,
    report: @Sendable (Int) -> Bool = { _ in true }
  ) throws(ExecutionError) {
    precondition(batchSize > 0, "batches of \(batchSize) images")
    let count = min(max(0, limit ?? data.count), data.count)
    try network.checkImages(min(batchSize, count), of: data.networkShape)
    let starts = Array(stride(from: 0, to: count, by: batchSize))
    let classified = Mutex((count: 0, goesOn: true))
    let found = try concurrentMap(count: starts.count) {
      (index) throws(ExecutionError) -> (correct: Int, unbounded: Int) in
      guard classified.withLock(\.goesOn) else { return (correct: 0, unbounded: 0) }
      let (images, labels) = data.batch(
        Array(starts[index]..<min(starts[index] + batchSize, count)))
      let run = try network(
        [images], parameters: parameters.asConstants, statistics: statistics)
      let logits = try run.logits(batch: labels.count, classes: data.classCount)
      classified.withLock {
        $0.count += labels.count
        if $0.goesOn { $0.goesOn = report($0.count) }
      }
      return (
        correct: correctCount(logits: logits.value, labels: labels),
        unbounded: countUnbounded(logits.value, rows: labels.count)
      )
    }
    correct = found.reduce(0) { $0 + $1.correct }
    unboundedCount = found.reduce(0) { $0 + $1.unbounded }
    self.count = classified.withLock(\.count)
  }
}

/// In how many rows of logits one is NaN or ∞; −∞ is the logit of a class that is ruled out.
private func countUnbounded(_ logits: Tensor, rows: Int) -> Int {
  guard rows > 0 else { return 0 }
  let columns = logits.shape.count / rows
  return logits.withScalars { x in
    (0..<rows).count { row in
      (0..<columns).contains { x[row * columns + $0].isNaN || x[row * columns + $0] == .infinity }
    }
  }
}
