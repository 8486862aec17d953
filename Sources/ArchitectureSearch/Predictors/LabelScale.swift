#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Labels as normal scores: only their order counts, and bad outliers do not pull.
///
/// Source: van der Waerden scores; Conover, Practical Nonparametric Statistics (1999), section 5.11.
struct LabelScale {
  /// The labels in ascending order, and the score of each.
  private let labels: [Double]
  private let scores: [Double]

  /// The score of each label, in the order of the labels.
  let transformed: [Double]

  init(_ labels: [Double]) {
    let ranks = averageRanks(labels)
    let count = Double(max(1, labels.count))
    transformed = ranks.map { Self.quantile(($0 - 0.5) / count) }
    let pairs = zip(labels, transformed).sorted { $0.0 < $1.0 }
    var distinct: [(label: Double, score: Double)] = []
    for pair in pairs where distinct.last?.label != pair.0 { distinct.append((pair.0, pair.1)) }
    self.labels = distinct.map(\.label)
    scores = distinct.map(\.score)
  }

  /// The label that a score stands for.
  ///
  /// Between two labels it is on the line through both. Beyond the last it nears, but never reaches, the
  /// label that would be as far from the last one as that is from its neighbor: so the order is kept, and
  /// no label is far from all that are known.
  func label(of score: Double) -> Double {
    guard let first = labels.first, labels.count > 1 else { return labels.first ?? 0 }
    let last = labels.count - 1
    if score < scores[0] {
      let gap = scores[1] - scores[0]
      let nearness = gap / (gap + scores[0] - score)
      return first - (labels[1] - first) * (1 - nearness)
    }
    if score > scores[last] {
      let gap = scores[last] - scores[last - 1]
      let nearness = gap / (gap + score - scores[last])
      return labels[last] + (labels[last] - labels[last - 1]) * (1 - nearness)
    }
    var upper = 1
    while upper < last, scores[upper] < score { upper += 1 }
    let slope = (labels[upper] - labels[upper - 1]) / (scores[upper] - scores[upper - 1])
    return labels[upper - 1] + slope * (score - scores[upper - 1])
  }

  /// How far labels lie from one of them, in the mean of squares, where their scores are normal.
  ///
  /// Of the slope between two labels it would say nothing: where these are nearly equal it is none, though the
  /// next ones are far.
  ///
  /// - Parameters:
  ///   - label: the label from which distances are measured.
  ///   - mean: the mean of the scores.
  ///   - variance: their variance.
  /// - Returns: the mean of squares, in squared units of the labels.
  func meanSquare(from label: Double, mean: Double, variance: Double) -> Double {
    let deviation = variance.squareRoot()
    return Self.nodes.reduce(0) { sum, node in
      let distance = self.label(of: mean + deviation * node.position) - label
      return sum + node.weight * distance * distance
    }
  }

  /// Quarters of a deviation up to four of them, and how much of the normal distribution each stands for.
  private static let nodes: [(position: Double, weight: Double)] = {
    let positions = (-16...16).map { Double($0) / 4 }
    let densities = positions.map { exp(-$0 * $0 / 2) }
    let total = densities.reduce(0, +)
    return zip(positions, densities).map { ($0, $1 / total) }
  }()

  /// The normal quantile of a probability between 0 and 1, by bisection of the error function.
  private static func quantile(_ probability: Double) -> Double {
    var (low, high) = (-10.0, 10.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if 0.5 * erfc(-middle / 2.0.squareRoot()) < probability {
        low = middle
      } else {
        high = middle
      }
    }
    return (low + high) / 2
  }
}
