import Autograd
import Optimization
import Randomness
import Tensors

/// An encoder of architectures that has learned from a space without labels.
///
/// A small gated graph neural network reads the graph of a candidate's operations, and learns to tell
/// what flows through it, its scores, what a hypernetwork makes of it, and how a hypernetwork that reads its
/// states is to fill networks (``PretrainingTarget``). What it tells them from, its embedding, is what
/// ``PropertyPredictor`` compares architectures by.
public struct PretrainedEncoder: Sendable {
  /// How an encoder is trained.
  public struct Options: Hashable, Sendable {
    /// What it learns; nothing leaves it as it is drawn.
    public var targets: [PretrainingTarget]
    /// How many steps it is trained.
    public var steps: Int
    /// What random numbers follow from.
    public var seed: UInt64

    /// Makes options.
    public init(targets: [PretrainingTarget] = [.flow], steps: Int = 1500, seed: UInt64 = 0) {
      self.targets = targets
      self.steps = steps
      self.seed = seed
    }
  }

  private let vocabulary: OperationGraph.Vocabulary
  /// The encoder, as pre-training left it.
  let encoder: GraphEncoder

  private static let batchSize = 256

  /// Trains an encoder.
  ///
  /// - Parameters:
  ///   - texts: the architectures of the space, or some of them.
  ///   - options: how it is trained.
  ///   - scores: scores of each architecture, where ``PretrainingTarget/scores`` is a target.
  ///   - embeddings: what a hypernetwork makes of each, where ``PretrainingTarget/ghn`` is one.
  ///   - task: what networks do, where ``PretrainingTarget/hypernetwork`` is one.
  ///   - report: takes how many steps were made, and ends the training where it answers `false`.
  /// - Throws: ``SearchError`` where there are no architectures or different kinds of them, where a
  ///   target has no numbers for each, and where a network cannot be built or run.
  public init(
    _ texts: [String], options: Options, scores: [[Double]] = [], embeddings: [[Float]] = [],
    task: HypernetworkTask = HypernetworkTask(), report: (Int) -> Bool = { _ in true }
  ) throws(SearchError) {
    let objective = try PretrainingObjective(
      texts, options: options, scores: scores, embeddings: embeddings, task: task)
    vocabulary = objective.graphs[0].vocabulary
    var generator = SplitMix64(seed: options.seed)
    var parameters = LearnedParameters(
      objective.drawnParameters(
        using: &generator, seed: SplitMix64.seed(options.seed, named: "hypernetwork")))
    let schedule = LearningRateSchedule(base: 3e-3, length: .steps(options.steps))
    for step in 0..<(objective.isEmpty ? 0 : options.steps) {
      let batch = (0..<min(Self.batchSize, objective.graphs.count)).map { _ in
        Int.random(in: objective.graphs.indices, using: &generator)
      }
      let (_, gradients) = try objective.gradient(at: parameters.tensors, of: batch, step: step)
      parameters.step(gradients, rate: schedule.rate(step: step, seconds: 0))
      guard report(step + 1) else { break }
    }
    encoder = objective.encoder(of: parameters.tensors)
  }

  /// The graphs of architectures.
  ///
  /// - Throws: ``SearchError`` where one is not of the encoder's space.
  func graphs(of candidates: [PredictedCandidate]) throws(SearchError) -> [OperationGraph] {
    let graphs = candidates.map { OperationGraph($0) }
    try vocabulary.check(graphs)
    return graphs
  }

  /// The embeddings of graphs; equal ones are encoded once.
  func embeddings(of graphs: [OperationGraph]) -> [[Double]] {
    var found: [OperationGraph: [Double]] = [:]
    var fresh: [OperationGraph] = []
    for graph in graphs where found.updateValue([], forKey: graph) == nil { fresh.append(graph) }
    for start in stride(from: 0, to: fresh.count, by: Self.batchSize) {
      let batch = Array(fresh[start..<min(start + Self.batchSize, fresh.count)])
      let numbers = encoder(batch, on: nil).value.scalars
      for (row, graph) in batch.enumerated() {
        found[graph] = numbers[row * encoder.outputs..<(row + 1) * encoder.outputs].map(Double.init)
      }
    }
    return graphs.map { found[$0] ?? [] }
  }
}
