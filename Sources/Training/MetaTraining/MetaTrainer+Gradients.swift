import ArchDAG
import GHN
import ImageData
import Kernels
import NetworkExecution
import Tensors

extension MetaTrainer {
  /// What a thread made.
  private enum Product: Sendable {
    case gradient(NetworkGradient?)
    case prepared(PreparedNetwork, seconds: Double)
  }

  /// What the networks of a step say.
  struct Gradients {
    /// For each network its name and its gradient; `nil` where that is not finite.
    var results: [(name: String, gradient: NetworkGradient?)]
    /// How long their parts took.
    var work = StepWork()
    /// About how many multiplications images took on their way through the networks.
    var multiplicationCount = 0
  }

  /// The gradient of each network of this step.
  ///
  /// Heavy networks come first, so that no thread is left alone with one; whoever has nothing left
  /// to do prepares the networks of the next step.
  mutating func gradients(threads: Int) throws(TrainingError) -> Gradients {
    let first = progress.architectureCount
    let indices = Array(first..<first + options.metaBatch)
    var networks: [PreparedNetwork] = []
    let start = ContinuousClock.now
    let missing = indices.filter { prepared[$0] == nil }
    let made = try concurrentMap(count: missing.count, threads: threads) {
      [self] (index) throws(TrainingError) in try prepare(missing[index])
    }
    for (index, network) in zip(missing, made) { prepared[index] = network }
    let preparation = start.secondsAgo
    for index in indices {
      if let network = prepared.removeValue(forKey: index) { networks.append(network) }
    }
    var batches: [BatchSampler.Batch] = []
    for _ in indices { batches.append(nextBatch()) }
    progress.architectureCount += options.metaBatch
    progress.images = imageSampler.state

    let order = indices.indices.sorted {
      (-networks[$0].multiplicationCount, $0) < (-networks[$1].multiplicationCount, $1)
    }
    let tasks = networks
    let data = batches
    let next = indices.map { $0 + options.metaBatch }
    let products = try concurrentMap(count: 2 * order.count, threads: threads) {
      [self] (job) throws(TrainingError) -> Product in
      guard job < order.count else {
        let start = ContinuousClock.now
        let network = try prepare(next[job - order.count])
        return .prepared(network, seconds: start.secondsAgo)
      }
      return .gradient(try gradient(of: tasks[order[job]], on: data[order[job]]))
    }
    var gradients = Gradients(
      results: networks.map { (name: $0.executable.architecture.name, gradient: nil) })
    gradients.work.preparation = preparation
    gradients.multiplicationCount =
      options.imageBatch * networks.reduce(0) { $0 + $1.multiplicationCount }
    for (job, product) in products.enumerated() {
      switch product {
      case .gradient(let gradient):
        gradients.results[order[job]].gradient = gradient
        gradients.work = gradients.work + (gradient?.work ?? StepWork())
      case .prepared(let network, let seconds):
        prepared[next[job - order.count]] = network
        gradients.work.preparation += seconds
      }
    }
    return gradients
  }

  /// Some images; batches at the end of an epoch that are too small are passed over.
  private mutating func nextBatch() -> BatchSampler.Batch {
    let size = min(options.imageBatch, images.count)
    while true {
      let batch = imageSampler.next()
      if batch.indices.count == size { return batch }
    }
  }

  private func prepare(_ index: Int) throws(TrainingError) -> PreparedNetwork {
    let architecture: Architecture
    do {
      architecture = try architectures.architecture(at: index)
    } catch {
      throw .architecture(name: "architecture \(index)", error)
    }
    return try PreparedNetwork(architecture, configuration: ghn.configuration)
  }

  private func gradient(
    of network: PreparedNetwork, on batch: BatchSampler.Batch
  ) throws(TrainingError) -> NetworkGradient? {
    var generator = SplitMix64(seed: batch.seed)
    let (pixels, labels) = images.batch(
      batch.indices, augmentation: options.augmentation, using: &generator)
    let gradient = try options.objective.gradient(
      of: ghn, through: network, images: pixels, labels: labels, seed: generator.next())
    return gradient.isFinite ? gradient : nil
  }
}
