import ArchDAG
import Autograd
import Concurrency
public import ImageData
import Kernels
public import NetworkExecution
public import Tensors

/// How batch norms get running statistics for a network that was never trained.
///
/// Some batches of images are run with the statistics of each batch, as in training. A running mean is
/// the mean of the batches' means, a running variance that of their unbiased variances: what
/// PyTorch's batch norm keeps with `momentum=None`.
public struct NormCalibration: Hashable, Sendable {
  /// How many batches are run.
  public var batchCount: Int
  /// How many images make a batch.
  public var batchSize: Int
  /// What the choice of images follows from.
  public var seed: UInt64

  /// Makes a calibration.
  ///
  /// - Precondition: there are batches, of at least two images each.
  public init(batchCount: Int = 50, batchSize: Int = 64, seed: UInt64 = 0) {
    precondition(batchCount > 0 && batchSize > 1, "\(batchCount) batches of \(batchSize) images")
    self.batchCount = batchCount
    self.batchSize = batchSize
    self.seed = seed
  }

  private static let batchesAtOnce = 64

  /// Measures the running statistics of a network's batch norms.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - parameters: all of its parameters.
  ///   - images: images of the train split.
  /// - Returns: running means and variances by the names of the architecture's buffers; none for
  ///   norms that have no buffers.
  /// - Throws: `ExecutionError`.
  public func statistics(
    of network: ExecutableNetwork, parameters: NamedTensors, on images: ImageDataset
  ) throws(ExecutionError) -> NamedTensors {
    var sampler = BatchSampler(
      count: images.count, batchSize: min(batchSize, images.count), seed: seed)
    try network.checkImages(min(batchSize, images.count), of: images.networkShape)
    var sums = StatisticsSums()
    // Some at a time: what waits in memory does not depend on how many batches there are.
    for first in stride(from: 0, to: batchCount, by: Self.batchesAtOnce) {
      var batches: [[Int]] = []
      for _ in first..<min(first + Self.batchesAtOnce, batchCount) {
        batches.append(sampler.next().indices)
      }
      let seen = try concurrentMap(count: batches.count) {
        [batches] (index) throws(ExecutionError) in
        let (images, _) = images.batch(batches[index])
        return try network([images], parameters: parameters.asConstants).batchStatistics
      }
      for batch in seen {
        for norm in batch { sums.add(norm) }
      }
    }
    return sums.means
  }
}

/// The statistics of several batches, added up.
private struct StatisticsSums {
  private var names: [String] = []
  private var sums: [String: (sum: [Double], count: Int)] = [:]

  mutating func add(_ norm: NormStatistics) {
    guard let statistics = norm.statistics else { return }
    add(norm.mean, to: statistics.mean, scale: 1)
    let unbiased = norm.count > 1 ? Double(norm.count) / Double(norm.count - 1) : 1
    add(norm.variance, to: statistics.variance, scale: unbiased)
  }

  private mutating func add(_ statistic: Tensor, to name: String, scale: Double) {
    var entry = sums.removeValue(forKey: name) ?? ([], 0)
    if entry.sum.isEmpty {
      if entry.count == 0 { names.append(name) }
      entry.sum = [Double](repeating: 0, count: statistic.shape.count)
    }
    statistic.withScalars {
      for index in entry.sum.indices { entry.sum[index] += scale * Double($0[index]) }
    }
    entry.count += 1
    sums[name] = entry
  }

  var means: NamedTensors {
    var means = NamedTensors()
    for name in names {
      guard let (sum, count) = sums[name] else { continue }
      means[name] = Tensor(
        shape: [sum.count], scalars: sum.map { Float($0 / Double(count)) })
    }
    return means
  }
}
