/// Predicts a property of architectures, such as their accuracy, from a few that are labeled.
///
/// Up to 600 labels it is a mixture of Gaussian processes over the labels' normal scores; with more, an
/// ensemble of small networks. With a ``PretrainedEncoder`` its embeddings are a further group of
/// features, and copies of it learn the order of few labels, too; the labels decide which counts how
/// much.
public struct PropertyPredictor: Sendable {
  /// What is expected of an architecture, in the units of the labels.
  public struct Estimate: Sendable, Hashable {
    /// The value that is expected, in units of the labels.
    public let mean: Double
    /// How far from it the label may be: the mean square, in squared units of the labels.
    public let variance: Double
  }

  private let seed: UInt64
  /// The encoder of the space that the predictor is asked about; with another one, what was learned is
  /// forgotten.
  public var encoder: PretrainedEncoder? { didSet { fitted = nil } }
  private var fitted: Fitted?

  private struct Fitted: Sendable {
    let kind: String
    let extraWidth: Int
    let columns: FeatureColumns
    let model: Model
  }

  private enum Model: Sendable {
    case few(FewLabelModel)
    case ensemble(NetworkEnsemble)
  }

  /// From how many labels on an ensemble of networks learns.
  private static let fewLimit = 600

  /// Makes a predictor that has learned nothing.
  ///
  /// - Parameters:
  ///   - seed: what random numbers follow from.
  ///   - encoder: an encoder of the space that it will be asked about.
  public init(seed: UInt64 = 0, encoder: PretrainedEncoder? = nil) {
    self.seed = seed
    self.encoder = encoder
  }

  /// Whether the predictor has learned.
  public var isFitted: Bool { fitted != nil }

  /// Learns from labeled architectures, and forgets what it has learned before.
  ///
  /// - Parameters:
  ///   - texts: the architectures.
  ///   - labels: the property of each.
  ///   - features: further numbers of each, such as scores; none by default.
  /// - Throws: ``SearchError`` where there are less than two, where they are of different kinds, or
  ///   where the lists do not fit each other.
  public mutating func fit(
    _ texts: [String], labels: [Double], features: [[Double]] = []
  ) throws(SearchError) {
    let features = try features.rows(for: texts.count, labels: labels.count)
    guard texts.count > 1 else {
      throw .unfit(expected: "at least two labeled architectures", found: "\(texts.count)")
    }
    try labels.checkFinite("label")
    let extraWidth = features[0].count
    let rows = try rows(of: texts)
    try Self.check(rows, features, kind: rows[0].features.kind, extraWidth: extraWidth)
    let columns = FeatureColumns(rows.map(\.features.groups), extra: features)
    let inputs = zip(rows, features).map { columns.input($0, extra: $1) }
    let model: Model
    if texts.count <= Self.fewLimit {
      model = .few(FewLabelModel(inputs, labels: labels, encoder: encoder?.encoder, seed: seed))
    } else {
      let joined = inputs.map { $0.groups.flatMap(\.self) }
      model = .ensemble(NetworkEnsemble(joined, labels: labels, seed: seed))
    }
    fitted = Fitted(
      kind: rows[0].features.kind, extraWidth: extraWidth, columns: columns, model: model)
  }

  /// What is expected of architectures.
  ///
  /// - Parameters:
  ///   - texts: the architectures.
  ///   - features: the same further numbers as those that were learned from.
  /// - Returns: an estimate for each.
  /// - Throws: ``SearchError`` where nothing was learned, or the architectures are of another kind.
  public func query(
    _ texts: [String], features: [[Double]] = []
  ) throws(SearchError) -> [Estimate] {
    guard let fitted else {
      throw .unfit(expected: "a predictor that has learned", found: "one that has not")
    }
    let features = features.isEmpty ? Array(repeating: [], count: texts.count) : features
    guard features.count == texts.count else {
      throw .unfit(
        expected: "features for each of \(texts.count) architectures", found: "\(features.count)")
    }
    let rows = try rows(of: texts)
    try Self.check(rows, features, kind: fitted.kind, extraWidth: fitted.extraWidth)
    let inputs = zip(rows, features).map { fitted.columns.input($0, extra: $1) }
    switch fitted.model {
    case .few(let model): return model.estimates(inputs)
    case .ensemble(let ensemble):
      return ensemble.estimates(inputs.map { $0.groups.flatMap(\.self) })
    }
  }

  /// An architecture's features, and its graph where there is an encoder.
  fileprivate struct Row {
    let features: CandidateFeatures
    let graph: OperationGraph?
  }

  /// What is known of architectures by their texts alone.
  private func rows(of texts: [String]) throws(SearchError) -> [Row] {
    var candidates: [PredictedCandidate] = []
    for text in texts { candidates.append(try PredictedCandidate(text)) }
    guard let encoder else {
      return candidates.map { Row(features: CandidateFeatures($0), graph: nil) }
    }
    let graphs = try encoder.graphs(of: candidates)
    let embeddings = encoder.embeddings(of: graphs)
    return candidates.indices.map { index in
      Row(
        features: CandidateFeatures(candidates[index], embedding: embeddings[index]),
        graph: graphs[index])
    }
  }

  private static func check(
    _ rows: [Row], _ features: [[Double]], kind: String, extraWidth: Int
  ) throws(SearchError) {
    for row in rows where row.features.kind != kind {
      throw .unfit(expected: kind, found: row.features.kind)
    }
    for row in features where row.count != extraWidth {
      throw .unfit(expected: "\(extraWidth) further features", found: "\(row.count)")
    }
  }
}

extension FeatureColumns {
  /// What a model is told of an architecture.
  fileprivate func input(
    _ row: PropertyPredictor.Row, extra: [Double]
  ) -> FewLabelModel.Input {
    let groups = comparable(row.features.groups, extra: extra)
    return FewLabelModel.Input(
      groups: groups, graph: row.graph, extra: extra.isEmpty ? [] : groups[groups.count - 1])
  }
}

extension [Double] {
  /// Refuses numbers that are not finite.
  ///
  /// - Throws: ``SearchError/unfit(expected:found:)``, naming the first of them by its index.
  func checkFinite(_ item: String) throws(SearchError) {
    guard let index = firstIndex(where: { !$0.isFinite }) else { return }
    throw .unfit(expected: "finite \(item)s", found: "\(item) \(index) of \(self[index])")
  }
}

extension [[Double]] {
  /// Features of labeled architectures, empty ones where there are none at all.
  ///
  /// - Throws: ``SearchError/unfit(expected:found:)`` where there are not as many of them, or of labels.
  func rows(for count: Int, labels: Int) throws(SearchError) -> [[Double]] {
    let rows = isEmpty ? Array(repeating: [], count: count) : self
    guard labels == count, rows.count == count else {
      throw .unfit(
        expected: "a label and features for each of \(count) architectures",
        found: "\(labels) and \(rows.count)")
    }
    return rows
  }
}
