import Autograd
import Layers
import Optimization
import Randomness
import Tensors

/// An encoder of architectures that has learned from a space without labels.
///
/// A small gated graph neural network reads the graph of a candidate's operations, and learns to tell
/// what flows through it, its scores, and what a hypernetwork makes of it (``PretrainingTarget``). What
/// it tells them from, its embedding, is what ``PropertyPredictor`` compares architectures by.
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

  private static let width = 32
  private static let headWidth = 64
  private static let batchSize = 256

  /// Trains an encoder.
  ///
  /// - Parameters:
  ///   - texts: the architectures of the space, or some of them.
  ///   - options: how it is trained.
  ///   - scores: scores of each architecture, where ``PretrainingTarget/scores`` is a target.
  ///   - embeddings: what a hypernetwork makes of each, where ``PretrainingTarget/ghn`` is one.
  ///   - report: takes how many steps were made, and ends the training where it answers `false`.
  /// - Throws: ``SearchError`` where there are no architectures or different kinds of them, and where a
  ///   target has no numbers for each.
  public init(
    _ texts: [String], options: Options, scores: [[Double]] = [], embeddings: [[Float]] = [],
    report: (Int) -> Bool = { _ in true }
  ) throws(SearchError) {
    // Architectures of one graph are one.
    var graphs: [OperationGraph] = []
    var places: [Int] = []
    var known: Set<OperationGraph> = []
    for (place, text) in texts.enumerated() {
      let graph = OperationGraph(try PredictedCandidate(text))
      guard known.insert(graph).inserted else { continue }
      graphs.append(graph)
      places.append(place)
    }
    guard let vocabulary = graphs.first?.vocabulary else {
      throw .unfit(expected: "architectures to learn from", found: "none")
    }
    try Self.check(graphs, are: vocabulary)
    self.vocabulary = vocabulary
    var generator = SplitMix64(seed: options.seed)
    let drawn = GraphEncoder.drawn(using: &generator) {
      GraphEncoder(&$0, vocabulary, width: Self.width)
    }
    var rows = PretrainingRows(count: graphs.count)
    for target in options.targets {
      switch target {
      case .flow:
        let surrogate = FlowSurrogate(
          vocabulary, seed: SplitMix64.seed(options.seed, named: "flow"))
        let flows = graphs.map { surrogate($0) }
        rows.add(flows.map(\.output))
        rows.add(flows.map(\.input))
      case .scores:
        try Self.check(scores, count: texts.count, "scores")
        rows.addScores(places.map { scores[$0] })
      case .ghn:
        try Self.check(embeddings, count: texts.count, "embeddings of a hypernetwork")
        rows.add(places.map { embeddings[$0] })
      }
    }
    encoder =
      rows.width == 0
      ? drawn
      : Self.trained(drawn, of: graphs, toward: rows, options, using: &generator, report)
  }

  /// The graphs of architectures.
  ///
  /// - Throws: ``SearchError`` where one is not of the encoder's space.
  func graphs(of candidates: [PredictedCandidate]) throws(SearchError) -> [OperationGraph] {
    let graphs = candidates.map { OperationGraph($0) }
    try Self.check(graphs, are: vocabulary)
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

  private static func check(
    _ graphs: [OperationGraph], are vocabulary: OperationGraph.Vocabulary
  ) throws(SearchError) {
    for graph in graphs where graph.vocabulary != vocabulary {
      throw .unfit(expected: vocabulary.name, found: graph.vocabulary.name)
    }
  }

  private static func check<Number>(
    _ rows: [[Number]], count: Int, _ what: String
  ) throws(SearchError) {
    let width = rows.first?.count ?? 0
    guard rows.count == count, width > 0, rows.allSatisfy({ $0.count == width }) else {
      throw .unfit(
        expected: "\(what) for each of \(count) architectures",
        found: "\(rows.count) rows of \(width) numbers")
    }
  }

  /// The encoder after training, together with a head that is thrown away, by the mean squared error.
  private static func trained(
    _ drawn: GraphEncoder, of graphs: [OperationGraph], toward targets: PretrainingRows,
    _ options: Options, using generator: inout SplitMix64, _ report: (Int) -> Bool
  ) -> GraphEncoder {
    var model = HeadedEncoder(
      drawn, of: graphs[0].vocabulary, widths: [headWidth, targets.width], using: &generator)
    let schedule = LearningRateSchedule(base: 3e-3, length: .steps(options.steps))
    for step in 0..<options.steps {
      let batch = (0..<min(batchSize, graphs.count)).map { _ in
        Int.random(in: graphs.indices, using: &generator)
      }
      let shown = HeadedEncoder.Batch(
        graphs: batch.map { graphs[$0] }, features: batch.map { _ in [] })
      model.step(shown, rate: schedule.rate(step: step, seconds: 0), using: &generator) { told in
        let wanted = batch.flatMap { targets.rows[$0] }
        // The gradient of the mean square is 2·error / count.
        return Tensor(
          shape: told.shape,
          scalars: zip(told.scalars, wanted).map { 2 * ($0 - $1) / Float(wanted.count) })
      }
      guard report(step + 1) else { break }
    }
    return model.encoder
  }
}
