public import GHN
public import ImageData
import Kernels
import NetworkExecution
import ArchDAG

/// Networks and images that no training has seen, to tell how far it has come.
public struct Validation: Sendable {
  private let networks: [PreparedNetwork]
  private let images: ImageDataset
  private let batchSize: Int

  /// What a validation found.
  public struct Report: Hashable, Sendable {
    /// The percentage of rightly classified images, for each network.
    public let top1: [Double]

    /// The mean over the networks.
    public var mean: Double { top1.reduce(0, +) / Double(max(1, top1.count)) }

    /// The standard error of the mean; 0 for a single network.
    public var standardError: Double {
      guard top1.count > 1 else { return 0 }
      let mean = mean
      let squares = top1.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(top1.count - 1) / Double(top1.count)).squareRoot()
    }
  }

  /// Makes a validation.
  ///
  /// - Parameters:
  ///   - networks: the networks.
  ///   - images: the images that each of them classifies.
  ///   - batchSize: how many at a time.
  public init(networks: [PreparedNetwork], images: ImageDataset, batchSize: Int = 64) {
    self.networks = networks
    self.images = images
    self.batchSize = batchSize
  }

  /// How well the networks do with the parameters that a hypernetwork predicts.
  ///
  /// - Throws: ``TrainingError``.
  public func report(
    on ghn: GraphHyperNetwork, threads: Int
  ) throws(TrainingError) -> Report {
    let top1 = try concurrentMap(count: networks.count, threads: threads) {
      (index) throws(TrainingError) in
      let network = networks[index]
      let states = ghn.embeddings(for: network.graph)
      let parameters = ghn.parameters(of: network.plan, from: states)
      do throws(ExecutionError) {
        return try Evaluation(
          of: network.executable, parameters: parameters, on: images, batchSize: batchSize
        ).top1
      } catch {
        throw TrainingError.execution(name: network.executable.architecture.name, error)
      }
    }
    return Report(top1: top1)
  }
}
