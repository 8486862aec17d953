import ArchDAG
import Concurrency
import Evaluation
import GHN
import ImageData
import NetworkExecution
import Randomness
import Tensors

extension MetaTrainer {
  /// What became of a network in a step.
  enum Outcome: Sendable {
    case gradient(NetworkGradient, group: String?)
    /// Its loss or its gradient is not finite.
    case notFinite(name: String)
    /// It cannot be built, or cannot be run.
    case unfit(reason: String)
  }

  /// What the networks of a step say.
  struct Gradients {
    /// For each network its place among the architectures, and what became of it.
    var outcomes: [(index: Int, outcome: Outcome)] = []
    /// How long their parts took.
    var work = StepWork()
    /// About how many multiplications images took on their way through the networks.
    var multiplicationCount = 0
  }

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
    case outcome(Outcome)
    case prepared(Preparation, seconds: Double)
  }

  /// The gradient of each network of this step that belongs to a share.
  ///
  /// Heavy networks come first, so that no thread is left alone with one; whoever has nothing left
  /// to do prepares the networks of the next step.
  mutating func networkGradients(share: StepShare) -> Gradients {
    var gradients = Gradients()
    let numbers = share.numbers(of: options.metaBatch)
    let indices = numbers.map { progress.architectureCount + $0 }
    let next = indices.map { $0 + options.metaBatch }
    gradients.work.preparation = prepareMissing(indices)
    var (tasks, outcomes) = takeTasks(indices, numbers)
    tasks.sort {
      (-$0.network.multiplicationCount, $0.number) < (-$1.network.multiplicationCount, $1.number)
    }
    for (job, product) in products(of: tasks, preparing: next).enumerated() {
      switch product {
      case .outcome(let outcome):
        outcomes[tasks[job].number] = outcome
        if case .gradient(let gradient, _) = outcome {
          gradients.work = gradients.work + gradient.work
        }
      case .prepared(let preparation, let seconds):
        prepared[next[job - tasks.count]] = preparation
        gradients.work.preparation += seconds
      }
    }
    let count = tasks.reduce(0.0) { $0 + Double($1.network.multiplicationCount) }
    gradients.multiplicationCount = Int(min(Double(options.imageBatch) * count, 0x1p60))
    gradients.outcomes = zip(indices, outcomes).compactMap { index, outcome in
      outcome.map { (architectures.position(at: index), $0) }
    }
    return gradients
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

  /// The networks of a step with the images that they see, and what is known already of those that
  /// cannot be trained on; the step after is next.
  private mutating func takeTasks(
    _ indices: [Int], _ numbers: Range<Int>
  ) -> (tasks: [Task], outcomes: [Outcome?]) {
    var (tasks, outcomes): ([Task], [Outcome?]) = ([], [])
    // Networks of other shares, and those that cannot be trained on, leave their images unseen: what
    // a network sees does not depend on the others.
    // The place moves on with the steps, since costs follow from the number of a network.
    let sets = (0..<options.metaBatch).map { (progress.step + $0) % data.count }
    let batches = sets.map { nextBatch(of: $0) }
    for (number, index) in indices.enumerated() {
      let position = numbers.lowerBound + number
      switch prepared.removeValue(forKey: index) ?? prepare(index) {
      case .success(let network):
        tasks.append(
          Task(number: number, network: network, batch: batches[position], set: sets[position]))
        outcomes.append(nil)
      case .failure(let error):
        outcomes.append(.unfit(reason: error.reason))
      }
    }
    progress.architectureCount += options.metaBatch
    progress.images = imageSamplers[0].state
    if data.count > 1 { progress.furtherImages = imageSamplers.dropFirst().map(\.state) }
    return (tasks, outcomes)
  }

  /// What the threads make: the outcome of each task, and behind them the networks of the next step.
  private func products(of tasks: [Task], preparing next: [Int]) -> [Product] {
    concurrentMap(count: tasks.count + next.count) { job in
      guard job < tasks.count else {
        let start = ContinuousClock.now
        let preparation = prepare(next[job - tasks.count])
        return .prepared(preparation, seconds: start.secondsAgo)
      }
      return .outcome(outcome(of: tasks[job]))
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

  private func outcome(of task: Task) -> Outcome {
    var generator = SplitMix64(seed: task.batch.seed)
    do {
      let fitted = try data[task.set].fitted(to: task.network.executable.architecture)
      let (pixels, labels) = fitted.batch(
        task.batch.indices, augmentation: options.augmentation, using: &generator)
      let gradient = try options.objective.gradient(
        of: ghn.told(ofSet: task.set), through: task.network, images: pixels, labels: labels,
        softLabels: try softLabels(of: task.batch, set: task.set), seed: generator.next())
      return gradient.isFinite
        ? .gradient(gradient, group: task.network.group)
        : .notFinite(name: task.network.executable.architecture.name)
    } catch {
      return .unfit(reason: "\(error)")
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
