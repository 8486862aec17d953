import ArchDAG
import Concurrency
import Evaluation
import ImageData

/// What the networks of a step are, and what they see.
extension MetaTrainer {
  /// A network of a step, and the images that it sees.
  struct Task: Sendable {
    /// Which of the step's networks it is.
    let number: Int
    let network: PreparedNetwork
    let batch: BatchSampler.Batch
    /// Which data set they are of.
    let set: Int
  }

  /// Prepares the networks of a step that no earlier step has prepared, and says how many seconds that
  /// took.
  mutating func prepareMissing(_ indices: [Int]) -> Double {
    let start = ContinuousClock.now
    let missing = indices.filter { prepared[$0] == nil }
    let made = concurrentMap(count: missing.count) { [self] in prepare(missing[$0]) }
    for (index, preparation) in zip(missing, made) { prepared[index] = preparation }
    return start.secondsAgo
  }

  /// Networks of a step with the images that they see, and what is known already of those that
  /// cannot be trained on; the step after is next.
  mutating func takeTasks(
    _ numbers: [Int], first: Int
  ) -> (tasks: [Task], unfit: [StepGradients.Network]) {
    var (tasks, unfit): ([Task], [StepGradients.Network]) = ([], [])
    // Networks of other shares, and those that cannot be trained on, leave their images unseen: what
    // a network sees does not depend on the others.
    // The data sets move on with the steps, since costs follow from the number of a network.
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

  /// The outcome of a network that cannot be trained on.
  func unfitOutcome(_ reason: String, number: Int, first: Int) -> NetworkOutcome {
    .unfit(index: architectures.position(at: first + number), reason: reason)
  }

  /// Some images of a data set; batches at the end of an epoch that are too small are passed over.
  private mutating func nextBatch(of set: Int) -> BatchSampler.Batch {
    let size = min(options.imageBatch, data[set].count)
    while true {
      let batch = imageSamplers[set].next()
      if batch.indices.count == size { return batch }
    }
  }

  func prepare(_ index: Int) -> Preparation {
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
      // One of a list says its index itself.
      let number = "\(error)".hasPrefix("[") ? "" : " \(architectures.position(at: index))"
      throw .architecture(name: "architecture" + number, error)
    }
    return try PreparedNetwork(architecture, for: ghn, limits: limits, group: group)
  }
}
