public import Distributed
import GHN
import Layers
import Optimization
import Tensors
import TrainingLog

extension MetaTrainer {
  /// Makes one step: finds the gradients of its networks, adds them up, and applies the sum.
  ///
  /// Several processes may share a step: each finds the gradients of some of its networks, and all
  /// apply the same sum. All of them make all steps.
  ///
  /// - Parameters:
  ///   - group: the processes that share the step; the result does not depend on their number
  ///     either, if gradients are added in order.
  ///   - reduction: in which order gradients are added.
  /// - Returns: what the step did.
  /// - Throws: ``TrainingError/noFitNetwork(step:first:)`` if none of the step's networks can be
  ///   trained on, nor any other of the list, or of the last steps,
  ///   ``TrainingError/diverged(step:reason:)``, and ``TrainingError/processes(_:)``,
  ///   with which the step has not been made.
  public mutating func step(
    among group: any Communicator = SingleProcess(), reduction: GradientReduction = .ordered
  ) throws(TrainingError) -> StepReport {
    let before = (progress, imageSamplers)
    let shares = shares(among: group.size)
    let gradients = localGradients(
      of: shares.numbers(of: group.rank),
      preparing: StepShares(neighborsOf: options.metaBatch, among: group.size).numbers(
        of: group.rank))
    let start = ContinuousClock.now
    let sum: StepSum
    do {
      sum = try gradients.summed(
        among: group, shares: shares, by: reduction, shapedAs: ghn.namedTensors)
    } catch {
      (progress, imageSamplers) = before
      throw .processes(error)
    }
    return try apply(sum, addedIn: start.secondsAgo)
  }

  /// Whose network of this step is whose: what costs about the same, if the costs are known, as they are
  /// from the second step on.
  package func shares(among count: Int) -> StepShares {
    let total = options.metaBatch
    let costs = Dictionary(upcoming.map { ($0.number, $0.cost) }) { $1 }
    let known = (0..<total).compactMap { costs[$0] }
    return count == 1 || known.count < total
      ? StepShares(neighborsOf: total, among: count) : StepShares(costs: known, among: count)
  }

  /// Changes the hypernetwork by what a step's networks say.
  ///
  /// - Parameters:
  ///   - sum: the sum over all networks of the step, whoever found them.
  ///   - seconds: how long it took to add them up.
  /// - Returns: what the step did.
  /// - Throws: as ``step(among:reduction:)``, but for processes.
  public mutating func apply(
    _ sum: StepSum, addedIn seconds: Double = 0
  ) throws(TrainingError) -> StepReport {
    let rate =
      progress.rateFactor
      * options.schedule.rate(step: progress.step, seconds: progress.seconds)
    progress.step += 1
    upcoming = sum.upcoming
    var (losses, correct, imageCount): ([Double], Int, Int) = ([], 0, 0)
    var (notFinite, unfit, newlyUnfit): ([String], [String], [String]) = ([], [], [])
    var groups: [GroupResult] = []
    for network in sum.networks {
      switch network {
      case .counted(let loss, let right, let images, let group):
        if let group {
          let top1 = 100 * Double(right) / Double(max(1, images))
          groups = groups.adding([GroupResult(name: group, networks: 1, loss: loss, top1: top1)])
        }
        losses.append(loss)
        correct += right
        imageCount += images
      case .notFinite(let name):
        notFinite.append("\(name): the gradient is not finite")
      case .unfit(let index, let reason):
        unfit.append(reason)
        if noteUnfit(reason, at: index) { newlyUnfit.append(reason) }
      }
    }
    progress.skippedNetworks += notFinite.count + unfit.count
    let ranNone = losses.isEmpty && notFinite.isEmpty
    stepsWithoutNetworks = ranNone ? stepsWithoutNetworks + 1 : 0
    if ranNone, let first = unfit.first, meetsNoFitNetwork {
      throw .noFitNetwork(step: progress.step, first: first)
    }
    let start = ContinuousClock.now
    let count = losses.count
    let norm = losses.isEmpty ? 0 : sum.gradient.norm / Double(count)
    let hadEffect =
      !ranNone && notFinite.count <= count && norm.isFinite
      && update(by: sum.gradient, count: count, norm: norm, rate: rate)
    var work = sum.work
    work.update += seconds + start.secondsAgo
    // A step that met no network says nothing of the hypernetwork.
    let rolledBack = ranNone ? false : try noteEffect(hadEffect, skipped: notFinite)
    return StepReport(
      step: progress.step,
      loss: losses.isEmpty ? nil : losses.reduce(0, +) / Double(count),
      top1: imageCount == 0 ? nil : 100 * Double(correct) / Double(imageCount), groups: groups,
      learningRate: rate, gradientNorm: norm, skipped: newlyUnfit + notFinite,
      hadEffect: hadEffect, rolledBack: rolledBack, work: work,
      multiplicationCount: sum.multiplicationCount)
  }
}
