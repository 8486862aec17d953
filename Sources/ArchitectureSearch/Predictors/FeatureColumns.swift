/// How features are made comparable, as the labeled architectures have them.
///
/// A feature of the text gets mean 0 and deviation 1. A further one, such as a score, becomes the normal
/// score of its rank among the labeled: scores may be of any distribution, and even infinite.
struct FeatureColumns: Sendable {
  private let means: [[Double]]
  private let scales: [[Double]]
  private let ranks: [RankColumn]

  /// Takes the columns of the labeled architectures.
  ///
  /// - Parameters:
  ///   - rows: the groups of features of each.
  ///   - extra: the further features of each.
  init(_ rows: [[[Double]]], extra: [[Double]]) {
    let count = Double(max(1, rows.count))
    var (means, scales) = ([[Double]](), [[Double]]())
    for group in (rows.first ?? []).indices {
      let width = rows[0][group].count
      let mean = (0..<width).map { column in
        rows.reduce(0) { $0 + $1[group][column] } / count
      }
      means.append(mean)
      scales.append(
        (0..<width).map { column in
          let squares = rows.reduce(0) { sum, row in
            let difference = row[group][column] - mean[column]
            return sum + difference * difference
          }
          let deviation = (squares / count).squareRoot()
          return deviation > 1e-12 ? 1 / deviation : 0
        })
    }
    self.means = means
    self.scales = scales
    ranks = (extra.first ?? []).indices.map { column in RankColumn(extra.map { $0[column] }) }
  }

  /// The groups of an architecture's features, made comparable; the further ones are the last group.
  func comparable(_ groups: [[Double]], extra: [Double]) -> [[Double]] {
    let standardized = groups.indices.map { group in
      groups[group].indices.map { column in
        (groups[group][column] - means[group][column]) * scales[group][column]
      }
    }
    return extra.isEmpty
      ? standardized : standardized + [zip(ranks, extra).map { $0.score(of: $1) }]
  }

  /// The normal scores of one column of numbers.
  private struct RankColumn {
    private let numbers: [Double]
    private let scores: [Double]

    init(_ column: [Double]) {
      let scale = LabelScale(column)
      let pairs = zip(column, scale.transformed).filter { $0.0.isFinite }.sorted { $0.0 < $1.0 }
      var distinct: [(number: Double, score: Double)] = []
      for pair in pairs where distinct.last?.number != pair.0 { distinct.append((pair.0, pair.1)) }
      numbers = distinct.map(\.number)
      scores = distinct.map(\.score)
    }

    /// The score of a number: on the line between the two labeled ones about it, or that of the
    /// nearest.
    func score(of number: Double) -> Double {
      guard let first = numbers.first, let last = numbers.last else { return 0 }
      if !(number > first) { return scores[0] }
      if number >= last { return scores[scores.count - 1] }
      var (low, high) = (0, numbers.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if numbers[middle] <= number { low = middle } else { high = middle }
      }
      let part = (number - numbers[low]) / (numbers[high] - numbers[low])
      return scores[low] + part * (scores[high] - scores[low])
    }
  }
}
