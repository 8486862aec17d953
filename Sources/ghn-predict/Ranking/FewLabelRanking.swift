import ArchitectureSearch
import JSONText
import Randomness
import Tensors

/// How well a predictor orders architectures that it has learned nothing of.
struct FewLabelRanking {
  /// What came of one draw of labels.
  private struct Draw {
    let kendall: Double?
    let spearman: Double?
    let pearson: Double?
    /// The root of the mean squared error, in units of the truth's deviation among the labeled.
    let error: Double
  }

  private let labels: Int
  private let others: Int
  private let draws: [Draw]

  /// Draws labels, learns from them, and orders the others.
  ///
  /// - Parameters:
  ///   - names: the architectures.
  ///   - truth: what is true of each.
  ///   - features: the scores of each, from which the predictor learns too.
  ///   - labels: how many labels are drawn.
  ///   - seeds: what the draws follow from.
  ///   - encoder: an encoder that has learned from all architectures without labels.
  /// - Throws: ``CommandFailure`` where there are not as many architectures, and `SearchError`.
  init(
    names: [String], truth: [Double], features: [[Double]], labels: Int, seeds: [UInt64],
    encoder: PretrainedEncoder?
  ) throws {
    guard labels < names.count else {
      throw CommandFailure(
        status: .wrongUsage,
        message: "expected fewer labels than the \(names.count) architectures, found \(labels)")
    }
    self.labels = labels
    others = names.count - labels
    var draws: [Draw] = []
    for seed in seeds {
      var generator = SplitMix64(seed: seed)
      let order = Array(names.indices).shuffled(using: &generator)
      let (known, rest) = (Array(order[..<labels]), Array(order[labels...]))
      var predictor = PropertyPredictor(seed: seed, encoder: encoder)
      let estimates: [Double]
      try predictor.fit(
        known.map { names[$0] }, labels: known.map { truth[$0] },
        features: known.map { features[$0] })
      estimates = try predictor.query(
        rest.map { names[$0] }, features: rest.map { features[$0] }
      ).map(\.mean)
      let wanted = rest.map { truth[$0] }
      let mean = known.reduce(0) { $0 + truth[$1] } / Double(labels)
      let variance =
        known.reduce(0) { $0 + (truth[$1] - mean) * (truth[$1] - mean) } / Double(labels)
      let squares = zip(estimates, wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      draws.append(
        Draw(
          kendall: kendallTau(estimates, wanted), spearman: spearmanCorrelation(estimates, wanted),
          pearson: pearsonCorrelation(estimates, wanted),
          error: (squares / Double(rest.count) / max(variance, 1e-300)).squareRoot()))
    }
    self.draws = draws
  }

  /// Lines for a terminal.
  var table: String {
    let head = "predictor of \(labels) labels, on the other \(others), \(draws.count) draws: "
    return head
      + measures.map { name, values in
        let (mean, error) = Self.mean(values)
        return "\(name) \(signed(mean)) ± \(signed(error))"
      }.joined(separator: ", ")
  }

  /// One JSON object.
  var json: JSONValue {
    .object(
      [("labels", .integer(labels)), ("n", .integer(others)), ("draws", .integer(draws.count))]
        + measures.map { name, values in
          let (mean, error) = Self.mean(values)
          return (name, .object([("value", .real(mean)), ("standard_error", .real(error))]))
        })
  }

  private var measures: [(name: String, values: [Double])] {
    [
      ("kendall", draws.compactMap(\.kendall)), ("spearman", draws.compactMap(\.spearman)),
      ("pearson", draws.compactMap(\.pearson)), ("rmse", draws.map(\.error)),
    ]
  }

  private static func mean(_ values: [Double]) -> (mean: Double, error: Double) {
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, values.count > 1 ? (squares / (count - 1) / count).squareRoot() : 0)
  }

  private func signed(_ number: Double) -> String {
    number.isFinite ? (number < 0 ? "−" : "") + decimal(abs(number), places: 3) : "–"
  }
}
