public import ArchDAG
import Autograd
public import Evaluation
import FineTuning
public import GHN
import ImageData
public import NetworkExecution
import Randomness
public import Tensors

/// Computes the scores of one network after another.
///
/// A plain value: the same network has the same scores whatever runs beside it.
public struct NetworkScorer: Sendable {
  /// What is computed; aggregates are replaced by their parts.
  public let scores: [Score]
  /// The images that networks are shown.
  public var probe: Probe
  /// Where parameters come from, for accuracy and loss.
  public var initialization = NetworkInitialization.predicted
  /// The hypernetwork; only accuracy and loss with predicted parameters need one.
  public var ghn: GraphHyperNetwork?
  /// On how many batches accuracy and loss are measured.
  public var batchCount = 4
  /// How many steps networks are trained before ``Score/tuned`` is measured.
  public var steps = 16
  /// Of how many seeds, from the probe's on, the scores of untrained networks are means.
  public var repetitions = 1
  /// How much memory the run of a network may take.
  public var limits = ExecutionLimits()

  /// Makes a scorer.
  public init(_ scores: [Score], probe: Probe, ghn: GraphHyperNetwork? = nil) {
    self.scores = Score.computed(for: scores)
    self.probe = probe
    self.ghn = ghn
  }

  /// What scores follow from beside the network, by its name: images and hypernetworks by their numbers.
  var settings: [String: String] {
    let images: UInt64 =
      if case .images(let images) = probe.source { images.fingerprint } else { 0 }
    return [
      "data": "\(probe.name) \(String(images, radix: 16))", "batch": "\(probe.batchSize)",
      "batches": "\(batchCount)", "steps": "\(steps)", "repetitions": "\(repetitions)",
      "init": initialization.rawValue, "ghn": String(ghn?.fingerprint ?? 0, radix: 16),
      "seed": "\(probe.seed)",
    ]
  }

  /// The scores of a network, in the order of ``scores``.
  ///
  /// A score may be −∞ where a network cannot do what is asked of it, such as pass a signal on.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - fixed: the numbers that stay as in its file (`ArchitectureSource.fixedNumbers(of:)`).
  /// - Returns: a number for each.
  /// - Throws: ``SearchError``, naming the network.
  public func callAsFunction(
    _ architecture: Architecture, fixed: NamedTensors = [:]
  ) throws(SearchError) -> [Double] {
    var found: [Score: Double] = [:]
    if scores.contains(where: \.runsUntrained) {
      for repetition in 0..<repetitions {
        var probe = probe
        probe.seed = SplitMix64.seed(probe.seed, repetition: repetition)
        let free = try TrainingFreeScores(architecture, fixed: fixed, probe: probe, limits: limits)
        for (score, number) in try numbers(free) {
          found[score, default: 0] += number / Double(repetitions)
        }
      }
    }
    if wants(.predicted) || wants(.predictedLoss) {
      let result = try accuracy(of: architecture, fixed, steps: 0)
      (found[.predicted], found[.predictedLoss]) = (result.top1, -result.loss)
    }
    if wants(.tuned) || wants(.tunedLoss) {
      let result = try accuracy(of: architecture, fixed, steps: steps)
      (found[.tuned], found[.tunedLoss]) = (result.top1, -result.loss)
    }
    found[.parameters] = Double(architecture.trainableParameterCount)
    found[.flops] = architecture.operationCount
    found[.complexity] = architecture.operationCount
    return scores.map { score in
      let value = found[score] ?? -.infinity
      return value.isNaN || value == .infinity ? -.infinity : value
    }
  }

  /// The wanted scores of an untrained network.
  private func numbers(_ free: TrainingFreeScores) throws(SearchError) -> [Score: Double] {
    var found: [Score: Double] = [:]
    if wants(.naswot) { found[.naswot] = try free.naswot() }
    if wants(.jacobCov) { found[.jacobCov] = try free.jacobCov() }
    if wants(.synflow) { found[.synflow] = try free.synflow() }
    if wants(.zico) { found[.zico] = try free.zico() }
    if wants(.expressivity) || wants(.progressivity) || wants(.trainability) {
      let flow = try free.flow()
      found[.expressivity] = flow.expressivity
      found[.progressivity] = flow.progressivity
      found[.trainability] = flow.trainability
    }
    return found
  }

  private func wants(_ score: Score) -> Bool { scores.contains(score) }

  private func accuracy(
    of architecture: Architecture, _ fixed: NamedTensors, steps: Int
  ) throws(SearchError) -> (top1: Double, loss: Double) {
    guard case .images(let images) = probe.source else {
      throw .unfit(expected: "images of a data set for accuracy and loss", found: "noise")
    }
    guard ghn != nil || !initialization.isPredicted else {
      throw .unfit(expected: "a hypernetwork for predicted parameters", found: "none")
    }
    var parameters = try architecture.preparing { () throws(EvaluationError) in
      try initialization.parameters(of: architecture, from: ghn, seed: probe.seed)
    }
    let network = try architecture.running { () throws(ExecutionError) in
      try ExecutableNetwork(architecture, constants: fixed, limits: limits)
    }
    if steps > 0 {
      // Learned from are the images behind those that are classified.
      let first = batchCount * probe.batchSize
      let indices = (first..<first + steps * probe.batchSize).map { $0 % images.count }
      var tuner = FineTuner(
        network, parameters: parameters,
        images: try probe.fitted(images, to: architecture).selecting(indices),
        options: .init(batchSize: probe.batchSize, seed: probe.seed))
      do {
        _ = try tuner.runEpoch()
      } catch {
        throw .training(name: architecture.name, error)
      }
      parameters = tuner.parameters
    }
    return try classification(by: network, parameters)
  }

  private func classification(
    by network: ExecutableNetwork, _ parameters: NamedTensors
  ) throws(SearchError) -> (top1: Double, loss: Double) {
    let constants = parameters.asConstants
    var (correct, loss) = (0, 0.0)
    for index in 0..<batchCount {
      let (images, labels) = try probe.batch(index, for: network.architecture, limits: limits)
      let logits = try network.architecture.running { () throws(ExecutionError) in
        try network([images], parameters: constants).outputs[0]
      }
      correct += correctCount(logits: logits.value, labels: labels)
      loss += Double(logits.crossEntropy(labels: labels).value.scalars[0])
    }
    return (
      100 * Double(correct) / Double(max(1, batchCount * probe.batchSize)),
      loss / Double(max(1, batchCount))
    )
  }
}

extension Score {
  /// Whether the network runs with random parameters.
  fileprivate var runsUntrained: Bool {
    switch self {
    case .naswot, .jacobCov, .synflow, .zico, .expressivity, .progressivity, .trainability: true
    case .parameters, .flops, .complexity, .azNAS, .vote, .predicted, .predictedLoss, .tuned,
      .tunedLoss:
      false
    }
  }
}
