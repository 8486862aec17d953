import ArchDAG
import Concurrency
import Evaluation
import GHN
import ImageData
import NetworkExecution
import Randomness
import Tensors

extension MetaTrainer {
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
      (-$0.network.imageCost, $0.number) < (-$1.network.imageCost, $1.number)
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
  /// worth about as much as 2²⁶ multiplications of images, measured with GHN-2.
  private func cost(of preparation: Preparation) -> Double {
    guard case .success(let network) = preparation else { return 0 }
    return Double(options.imageBatch) * network.imageCost + 0x1p26
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
        of: ghn.conditioned(onSet: task.set), through: task.network, images: pixels, labels: labels,
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
