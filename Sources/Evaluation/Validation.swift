import ArchDAG
import Concurrency
public import GHN
public import ImageData
import NetworkExecution

/// Networks and images that no training has seen, to tell how far it has come.
public struct Validation: Sendable {
  private let networks: [PreparedNetwork]
  private let images: ImageDataset
  private let batchSize: Int

  /// Makes a validation.
  ///
  /// - Parameters:
  ///   - networks: the networks.
  ///   - images: the images that each of them classifies.
  ///   - batchSize: how many at a time.
  /// - Throws: ``EvaluationError`` if a network is not for the classes of the images.
  public init(
    networks: [PreparedNetwork], images: ImageDataset, batchSize: Int = 64
  ) throws(EvaluationError) {
    for network in networks {
      try network.checkClasses(images.classCount)
    }
    self.networks = networks
    self.images = images
    self.batchSize = batchSize
  }

  /// How well the networks do with the parameters that a hypernetwork predicts.
  ///
  /// - Returns: what the accuracies of the networks sum up to.
  /// - Throws: ``EvaluationError``.
  public func report(
    on ghn: GraphHyperNetwork, threads: Int
  ) throws(EvaluationError) -> AccuracySummary {
    let top1 = try concurrentMap(count: networks.count, threads: threads) {
      (index) throws(EvaluationError) in
      let network = networks[index]
      let parameters = network.prediction.by(ghn).parameters()
      do throws(ExecutionError) {
        return try Accuracy(
          of: network.executable, parameters: parameters, on: images, batchSize: batchSize
        ).top1
      } catch {
        throw EvaluationError.execution(name: network.executable.architecture.name, error)
      }
    }
    return AccuracySummary(top1)
  }
}
