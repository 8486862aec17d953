public import ArchDAG
import Autograd
public import Evaluation
import FineTuning
public import GHN
import ImageData
import NetworkExecution
import Tensors

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

  /// Makes a scorer.
  public init(_ scores: [Score], probe: Probe, ghn: GraphHyperNetwork? = nil) {
    self.scores = Score.computed(for: scores)
    self.probe = probe
    self.ghn = ghn
  }

  /// The scores of a network, in the order of ``scores``.
  ///
  /// A score may be −∞ where a network cannot do what is asked of it, such as pass a signal on.
  ///
  /// - Throws: ``SearchError``, naming the network.
  public func callAsFunction(_ architecture: Architecture) throws(SearchError) -> [Double] {
    var found: [Score: Double] = [:]
    if scores.contains(where: \.runsUntrained) {
      let free = try TrainingFreeScores(architecture, probe: probe)
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
    }
    if wants(.predicted) || wants(.predictedLoss) {
      let result = try accuracy(of: architecture, steps: 0)
      (found[.predicted], found[.predictedLoss]) = (result.top1, -result.loss)
    }
    if wants(.tuned) || wants(.tunedLoss) {
      let result = try accuracy(of: architecture, steps: steps)
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

  private func wants(_ score: Score) -> Bool { scores.contains(score) }

  private func accuracy(
    of architecture: Architecture, steps: Int
  ) throws(SearchError) -> (top1: Double, loss: Double) {
    guard case .images(let images) = probe.source else {
      throw .unfit(expected: "images of a data set for accuracy and loss", found: "noise")
    }
    guard ghn != nil || !initialization.isPredicted else {
      throw .unfit(expected: "a hypernetwork for predicted parameters", found: "none")
    }
    var parameters: NamedTensors
    let network: ExecutableNetwork
    do throws(EvaluationError) {
      parameters = try initialization.parameters(of: architecture, from: ghn, seed: probe.seed)
    } catch {
      throw .evaluation(name: architecture.name, error)
    }
    do throws(ExecutionError) {
      network = try ExecutableNetwork(architecture)
    } catch {
      throw .execution(name: architecture.name, error)
    }
    if steps > 0 {
      // Learned from are the images behind those that are classified.
      let first = batchCount * probe.batchSize
      let places = (first..<first + steps * probe.batchSize).map { $0 % images.count }
      var tuner = FineTuner(
        network, parameters: parameters,
        images: try probe.fitted(images, to: architecture).selecting(places),
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
    var constants: [String: Variable] = [:]
    for (name, tensor) in parameters { constants[name] = Variable(tensor) }
    var (correct, loss) = (0, 0.0)
    for index in 0..<batchCount {
      let (images, labels) = try probe.batch(index, for: network.architecture)
      do throws(ExecutionError) {
        let logits = try network([images], parameters: constants).outputs[0]
        correct += correctCount(logits: logits.value, labels: labels)
        loss += Double(logits.crossEntropy(labels: labels).value.scalars[0])
      } catch {
        throw .execution(name: network.architecture.name, error)
      }
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
