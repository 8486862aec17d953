import Randomness

extension PretrainingObjective {
  /// The objective of some targets.
  ///
  /// - Parameters:
  ///   - texts: the architectures; those of one graph are one.
  ///   - options: the targets, and what random numbers follow from.
  ///   - scores: scores of each architecture, where ``PretrainingTarget/scores`` is a target.
  ///   - embeddings: what a hypernetwork makes of each, where ``PretrainingTarget/ghn`` is one.
  ///   - task: what networks do, where ``PretrainingTarget/hypernetwork`` is one.
  /// - Throws: ``SearchError`` where there are no architectures or different kinds of them, and where a
  ///   target has no numbers for each.
  package init(
    _ texts: [String], options: PretrainedEncoder.Options, scores: [[Double]] = [],
    embeddings: [[Float]] = [], task: HypernetworkTask = HypernetworkTask()
  ) throws(SearchError) {
    var graphs: [OperationGraph] = []
    var indices: [Int] = []
    var known: Set<OperationGraph> = []
    for (index, text) in texts.enumerated() {
      let graph = OperationGraph(try PredictedCandidate(text))
      guard known.insert(graph).inserted else { continue }
      graphs.append(graph)
      indices.append(index)
    }
    guard let vocabulary = graphs.first?.vocabulary else {
      throw .unfit(expected: "architectures to learn from", found: "none")
    }
    try vocabulary.check(graphs)
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
        rows.addScores(indices.map { scores[$0] })
      case .ghn:
        try Self.check(embeddings, count: texts.count, "embeddings of a hypernetwork")
        rows.add(indices.map { embeddings[$0] })
      case .hypernetwork:
        // Its loss is no column: it is that of the networks.
        continue
      }
    }
    self.init(
      graphs, toward: rows, texts: indices.map { texts[$0] },
      task: options.targets.contains(.hypernetwork) ? task : nil)
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
}

extension OperationGraph.Vocabulary {
  /// Refuses graphs that are made of others' operations.
  func check(_ graphs: [OperationGraph]) throws(SearchError) {
    for graph in graphs where graph.vocabulary != self {
      throw .unfit(expected: name, found: graph.vocabulary.name)
    }
  }
}
