import GHN
import Layers
import Optimization
import Tensors

extension MetaTrainer {
  /// Makes one step: finds the gradients of its networks, adds them to those of others, and applies
  /// the sum.
  ///
  /// - Parameters:
  ///   - threads: how many threads work at the same time; the result does not depend on it.
  ///   - reduce: adds what other processes found of the step, where several share it; all of them
  ///     must be left with the same sum.
  /// - Returns: what the step did.
  /// - Throws: ``TrainingError/noFitNetwork(step:first:)`` if none of the step's networks can be
  ///   trained on, and ``TrainingError/diverged(step:reason:)``.
  public mutating func step(
    threads: Int, reduce: (inout StepGradients) throws(TrainingError) -> Void = { _ in }
  ) throws(TrainingError) -> StepReport {
    var gradients = localGradients(threads: threads)
    try reduce(&gradients)
    return try apply(gradients)
  }

  /// What the networks of this step say of the hypernetwork, which stays as it is.
  ///
  /// - Parameter threads: how many threads work at the same time; the result does not depend on it.
  /// - Returns: the sum of their gradients, in the order of the networks.
  public mutating func localGradients(threads: Int) -> StepGradients {
    let found = networkGradients(threads: threads)
    var result = StepGradients()
    result.work = found.work
    result.multiplicationCount = found.multiplicationCount
    var gradients: [NamedTensors] = []
    for (place, outcome) in found.outcomes {
      switch outcome {
      case .gradient(let gradient):
        result.count += 1
        result.lossSum += gradient.loss
        result.correct += gradient.correct
        result.imageCount += gradient.count
        gradients.append(gradient.gradients)
      case .notFinite(let name):
        result.notFinite.append("\(name): the gradient is not finite")
      case .unfit(let error):
        result.unfit.append((place, error))
      }
    }
    let start = ContinuousClock.now
    result.sum = gradientSum(gradients, threads: threads)
    result.work.update = start.secondsAgo
    return result
  }

  /// Changes the hypernetwork by what a step's networks say.
  ///
  /// - Parameter gradients: the sum over all networks of the step, whoever found them.
  /// - Returns: what the step did.
  /// - Throws: as ``step(threads:reduce:)``.
  public mutating func apply(
    _ gradients: StepGradients
  ) throws(TrainingError) -> StepReport {
    let rate =
      progress.rateFactor
      * options.schedule.rate(step: progress.step, seconds: progress.seconds)
    progress.step += 1
    var newlyUnfit: [String] = []
    for (place, error) in gradients.unfit where noteUnfit(error, at: place) {
      newlyUnfit.append("\(error)")
    }
    let (count, notFinite) = (gradients.count, gradients.notFinite)
    progress.skippedNetworks += notFinite.count + gradients.unfit.count
    if count == 0, notFinite.isEmpty, let first = gradients.unfit.first {
      throw .noFitNetwork(step: progress.step, first: "\(first.error)")
    }
    let start = ContinuousClock.now
    let norm = count == 0 ? 0 : gradients.sum.norm / Double(count)
    let hadEffect =
      notFinite.count <= count && norm.isFinite
      && update(by: gradients.sum, count: count, norm: norm, rate: rate)
    var work = gradients.work
    work.update += start.secondsAgo
    let rolledBack = try noteEffect(hadEffect, skipped: notFinite)
    return StepReport(
      step: progress.step, loss: count == 0 ? nil : gradients.lossSum / Double(count),
      top1: gradients.imageCount == 0
        ? nil : 100 * Double(gradients.correct) / Double(gradients.imageCount),
      learningRate: rate, gradientNorm: norm, skipped: newlyUnfit + notFinite,
      hadEffect: hadEffect, rolledBack: rolledBack, work: work,
      multiplicationCount: gradients.multiplicationCount)
  }
}
