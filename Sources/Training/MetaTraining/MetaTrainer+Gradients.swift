import ArchDAG
import Concurrency
import Evaluation
import GHN
import ImageData
import NetworkExecution
import Randomness
import Tensors

extension MetaTrainer {
  /// A network of a step, and the images that it sees.
  private struct Task: Sendable {
    /// Which of the step's networks it is.
    let number: Int
    let network: PreparedNetwork
    let batch: BatchSampler.Batch
    /// Which data set they are of.
    let set: Int
  }

  /// What a thread made.
  private enum Product: Sendable {
    case network(StepGradients.Network, StepWork)
    case prepared(Preparation, seconds: Double)
  }

  /// What some of this step's networks say of the hypernetwork, which stays as it is.
  ///
  /// Heavy networks come first, so that no thread is left alone with one; whoever has nothing left
  /// to do prepares networks of the next step.
  ///
  /// - Parameters:
  ///   - numbers: which of the networks, ascending; `nil` for all.
  ///   - upcoming: which networks of the next step are prepared meanwhile; `nil` for the same.
  /// - Returns: their gradients, in the order of the networks.
  public mutating func localGradients(
    of numbers: [Int]? = nil, preparing upcoming: [Int]? = nil
  ) -> StepGradients {
    let numbers = numbers ?? Array(0..<options.metaBatch)
    let upcoming = upcoming ?? numbers
    var gradients = StepGradients()
    let first = progress.architectureCount
    gradients.work.preparation = prepareMissing(numbers.map { first + $0 })
    var (tasks, networks) = takeTasks(numbers, first: first)
    tasks.sort {
      (-$0.network.multiplicationCount, $0.number) < (-$1.network.multiplicationCount, $1.number)
    }
    for (job, product) in products(of: tasks, preparing: upcoming).enumerated() {
      switch product {
      case .network(let network, let work):
        networks.append(network)
        gradients.work = gradients.work + work
      case .prepared(let preparation, let seconds):
        let number = upcoming[job - tasks.count]
        prepared[progress.architectureCount + number] = preparation
        gradients.upcoming.append(UpcomingCost(number: number, cost: cost(of: preparation)))
        gradients.work.preparation += seconds
      }
    }
    let count = tasks.reduce(0.0) { $0 + Double($1.network.multiplicationCount) }
    gradients.multiplicationCount = Int(min(Double(options.imageBatch) * count, 0x1p60))
    gradients.networks = networks.sorted { $0.number < $1.number }
    return gradients
  }

  /// What it costs to send a step's images through a network, and to predict its parameters, which is
  /// worth about as much as 2²⁷ multiplications of images, measured with GHN-2 on cells.
  private func cost(of preparation: Preparation) -> Double {
    guard case .success(let network) = preparation else { return 0 }
    return Double(options.imageBatch) * Double(network.multiplicationCount) + 0x1p27
  }

  /// Prepares the networks of a step that no earlier step has prepared, and says how many seconds that
  /// took.
  private mutating func prepareMissing(_ indices: [Int]) -> Double {
    let start = ContinuousClock.now
    let missing = indices.filter { prepared[$0] == nil }
    let made = concurrentMap(count: missing.count) { [self] in prepare(missing[$0]) }
    for (index, preparation) in zip(missing, made) { prepared[index] = preparation }
    return start.secondsAgo
  }

  /// Networks of a step with the images that they see, and what is known already of those that
  /// cannot be trained on; the step after is next.
  private mutating func takeTasks(
    _ numbers: [Int], first: Int
  ) -> (tasks: [Task], unfit: [StepGradients.Network]) {
    var (tasks, unfit): ([Task], [StepGradients.Network]) = ([], [])
    // Networks of other shares, and those that cannot be trained on, leave their images unseen: what
    // a network sees does not depend on the others.
    // The place moves on with the steps, since costs follow from the number of a network.
    let sets = (0..<options.metaBatch).map { (progress.step + $0) % data.count }
    let batches = sets.map { nextBatch(of: $0) }
    for number in numbers {
      switch prepared[first + number] ?? prepare(first + number) {
      case .success(let network):
        tasks.append(
          Task(number: number, network: network, batch: batches[number], set: sets[number]))
      case .failure(let error):
        unfit.append(
          .init(
            number: number, outcome: unfitOutcome(error.reason, number: number, first: first),
            gradient: nil))
      }
    }
    progress.architectureCount += options.metaBatch
    prepared = prepared.filter { $0.key >= progress.architectureCount }
    progress.images = imageSamplers[0].state
    if data.count > 1 { progress.furtherImages = imageSamplers.dropFirst().map(\.state) }
    return (tasks, unfit)
  }

  private func unfitOutcome(_ reason: String, number: Int, first: Int) -> NetworkOutcome {
    .unfit(index: architectures.position(at: first + number), reason: reason)
  }

  /// What the threads make: what each task's network says, and behind them networks of the next step.
  private func products(of tasks: [Task], preparing upcoming: [Int]) -> [Product] {
    let next = progress.architectureCount
    return concurrentMap(count: tasks.count + upcoming.count) { job in
      guard job < tasks.count else {
        let start = ContinuousClock.now
        let preparation = prepare(next + upcoming[job - tasks.count])
        return .prepared(preparation, seconds: start.secondsAgo)
      }
      return network(of: tasks[job], first: next - options.metaBatch)
    }
  }

  /// Some images of a data set; batches at the end of an epoch that are too small are passed over.
  private mutating func nextBatch(of set: Int) -> BatchSampler.Batch {
    let size = min(options.imageBatch, data[set].count)
    while true {
      let batch = imageSamplers[set].next()
      if batch.indices.count == size { return batch }
    }
  }

  private func prepare(_ index: Int) -> Preparation {
    if let reason = unfit[architectures.position(at: index)] {
      return .failure(UnfitNetwork(reason: reason))
    }
    do {
      return .success(try network(at: index))
    } catch {
      return .failure(UnfitNetwork(reason: "\(error)"))
    }
  }

  private func network(at index: Int) throws(EvaluationError) -> PreparedNetwork {
    let architecture: Architecture
    let group: String?
    do {
      (architecture, group) = try architectures.network(at: index)
    } catch {
      throw .architecture(name: "architecture \(architectures.position(at: index))", error)
    }
    return try PreparedNetwork(architecture, for: ghn, limits: limits, group: group)
  }

  private func network(of task: Task, first: Int) -> Product {
    var generator = SplitMix64(seed: task.batch.seed)
    func made(
      _ outcome: NetworkOutcome, _ gradient: NetworkGradient? = nil
    ) -> Product {
      .network(
        .init(number: task.number, outcome: outcome, gradient: gradient?.gradients),
        gradient?.work ?? StepWork())
    }
    do {
      let fitted = try data[task.set].fitted(to: task.network.executable.architecture)
      let (pixels, labels) = fitted.batch(
        task.batch.indices, augmentation: options.augmentation, using: &generator)
      let gradient = try options.objective.gradient(
        of: ghn.told(ofSet: task.set), through: task.network, images: pixels, labels: labels,
        softLabels: try softLabels(of: task.batch, set: task.set), seed: generator.next())
      guard gradient.isFinite else {
        return made(.notFinite(name: task.network.executable.architecture.name))
      }
      return made(
        .counted(
          loss: gradient.loss, correct: gradient.correct, imageCount: gradient.count,
          group: task.network.group), gradient)
    } catch {
      return made(unfitOutcome("\(error)", number: task.number, first: first))
    }
  }

  /// What the teacher says of a batch; `nil` where there is none.
  private func softLabels(
    of batch: BatchSampler.Batch, set: Int
  ) throws(EvaluationError) -> Tensor? {
    guard let teacher, let distillation = options.distillation else { return nil }
    return try teacher.softLabels(
      of: data[set], batch.indices, seed: batch.seed, augmentation: options.augmentation,
      temperature: Float(distillation.temperature))
  }
}
