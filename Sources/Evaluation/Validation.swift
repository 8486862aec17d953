import ArchDAG
import Concurrency
public import GHN
public import ImageData
import NetworkExecution

/// Networks and images that no training has seen, to tell how far it has come.
public struct Validation: Sendable {
  private let networks: [PreparedNetwork]
  /// Each data set's images, in the order in which a hypernetwork is told of them.
  private let data: [ImageDataset]
  private let batchSize: Int

  /// Makes a validation.
  ///
  /// - Parameters:
  ///   - networks: the networks.
  ///   - images: the images that each of them classifies.
  ///   - further: those of more data sets, which each of them classifies too.
  ///   - batchSize: how many at a time.
  /// - Throws: ``EvaluationError`` if a network is not for the classes of the images.
  public init(
    networks: [PreparedNetwork], images: ImageDataset, further: [ImageDataset] = [],
    batchSize: Int = 64
  ) throws(EvaluationError) {
    for network in networks {
      try network.checkClasses(images.classCount)
    }
    self.networks = networks
    data = [images] + further
    self.batchSize = batchSize
  }

  /// How many accuracies there are: one of each network for each data set.
  public var count: Int { data.count * networks.count }

  /// How well the networks do with the parameters that a hypernetwork predicts.
  ///
  /// - Returns: what the accuracies of the networks sum up to.
  /// - Throws: ``EvaluationError``.
  public func report(
    on ghn: GraphHyperNetwork
  ) throws(EvaluationError) -> AccuracySummary {
    AccuracySummary(try top1(of: Array(0..<count), on: ghn) { false } ?? [])
  }

  /// How well some of the networks do.
  ///
  /// - Parameters:
  ///   - indices: which of the networks, those of the first data set first.
  ///   - ghn: the hypernetwork that predicts their parameters.
  ///   - isStopped: whether somebody asks to stop; asked after each batch, from any thread.
  /// - Returns: for each of them the percentage of images that the network classifies rightly; `nil` where
  ///   it was stopped before the last image.
  /// - Throws: ``EvaluationError``.
  public func top1(
    of indices: [Int], on ghn: GraphHyperNetwork, until isStopped: @Sendable () -> Bool
  ) throws(EvaluationError) -> [Double]? {
    let found = try concurrentMap(count: indices.count) {
      (index) throws(EvaluationError) -> Double? in
      guard !isStopped() else { return nil }
      let (set, position) = indices[index].quotientAndRemainder(dividingBy: networks.count)
      let network = networks[position]
      let parameters = network.prediction.by(ghn.conditioned(onSet: set)).parameters()
      let images = try data[set].fitted(to: network.executable.architecture)
      do throws(ExecutionError) {
        let accuracy = try Accuracy(
          of: network.executable, parameters: parameters, on: images, batchSize: batchSize
        ) { _ in !isStopped() }
        return accuracy.count == images.count ? accuracy.top1 : nil
      } catch {
        throw EvaluationError.execution(name: network.executable.architecture.name, error)
      }
    }
    return found.contains(nil) ? nil : found.compactMap(\.self)
  }
}
