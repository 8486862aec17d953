/// Predicts a property of architectures, such as their accuracy, from a few that are labeled.
///
/// Up to 600 labels it is a mixture of Gaussian processes over the labels' normal scores; with more, an
/// ensemble of small networks.
public struct PropertyPredictor: Sendable {
  /// What is expected of an architecture, in the units of the labels.
  public struct Estimate: Sendable, Hashable {
    public let mean: Double
    public let variance: Double
  }

  private let seed: UInt64
  private var fitted: Fitted?

  private struct Fitted: Sendable {
    let kind: String
    let extraWidth: Int
    let columns: FeatureColumns
    let model: Model
  }

  private enum Model: Sendable {
    case process(GaussianProcess, LabelScale)
    case ensemble(NetworkEnsemble)
  }

  /// From how many labels on an ensemble of networks learns.
  private static let processLimit = 600

  /// Makes a predictor that has learned nothing.
  public init(seed: UInt64 = 0) {
    self.seed = seed
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
    let features = features.isEmpty ? Array(repeating: [], count: texts.count) : features
    guard texts.count == labels.count, features.count == texts.count else {
      throw .unfit(
        expected: "a label and features for each of \(texts.count) architectures",
        found: "\(labels.count) and \(features.count)")
    }
    guard texts.count > 1 else {
      throw .unfit(expected: "at least two labeled architectures", found: "\(texts.count)")
    }
    guard labels.allSatisfy(\.isFinite) else {
      throw .unfit(expected: "finite labels", found: "others")
    }
    let extraWidth = features[0].count
    var rows: [CandidateFeatures] = []
    for text in texts { rows.append(try CandidateFeatures(text)) }
    try Self.check(rows, features, kind: rows[0].kind, extraWidth: extraWidth)
    let columns = FeatureColumns(rows.map(\.groups), extra: features)
    let inputs = zip(rows, features).map { columns.comparable($0.groups, extra: $1) }
    let model: Model
    if texts.count <= Self.processLimit {
      let scale = LabelScale(labels)
      model = .process(GaussianProcess(inputs, labels: scale.transformed), scale)
    } else {
      let joined = inputs.map { $0.flatMap(\.self) }
      model = .ensemble(NetworkEnsemble(joined, labels: labels, seed: seed))
    }
    fitted = Fitted(kind: rows[0].kind, extraWidth: extraWidth, columns: columns, model: model)
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
    var rows: [CandidateFeatures] = []
    for text in texts { rows.append(try CandidateFeatures(text)) }
    try Self.check(rows, features, kind: fitted.kind, extraWidth: fitted.extraWidth)
    let inputs = zip(rows, features).map { fitted.columns.comparable($0.groups, extra: $1) }
    switch fitted.model {
    case .process(let process, let scale):
      return inputs.map { input in
        let (mean, variance) = process.estimate(input)
        let (label, slope) = scale.label(of: mean)
        return Estimate(mean: label, variance: variance * slope * slope)
      }
    case .ensemble(let ensemble):
      return ensemble.estimates(inputs.map { $0.flatMap(\.self) })
    }
  }

  private static func check(
    _ rows: [CandidateFeatures], _ features: [[Double]], kind: String, extraWidth: Int
  ) throws(SearchError) {
    for row in rows where row.kind != kind {
      throw .unfit(expected: kind, found: row.kind)
    }
    for row in features where row.count != extraWidth {
      throw .unfit(expected: "\(extraWidth) further features", found: "\(row.count)")
    }
  }
}
