#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A mixture of Gaussian processes that differ in how far two architectures may lie apart.
///
/// The covariance of two architectures is exp(−Σ d²/(s·m)) over groups of features, with the distance d
/// in a group, its median m among the labeled ones, and a scale s. Scales and noise are those of a
/// grid; each combination weighs as much as the labels are likely under it.
///
/// Source: Rasmussen, Williams, Gaussian Processes for Machine Learning (2006), Eq. 2.25, 2.26, 5.8.
struct GaussianProcess {
  /// One combination of scales and noise, fitted.
  private struct Member {
    let inverseScales: [Double]
    let factor: CholeskyFactor
    let weights: [Double]
    let variance: Double
    /// The variance of the noise, in units of `variance`.
    let noise: Double
    let evidence: Double
  }

  private let groups: [[[Double]]]
  private let members: [(member: Member, share: Double)]

  private static let scales = [0.5, 1, 2, 4, 8]
  private static let noises = [1e-3, 1e-2, 5e-2, 0.2]

  /// Learns from labels of mean 0.
  ///
  /// - Parameters:
  ///   - rows: the groups of features of each architecture.
  ///   - labels: a label an architecture.
  init(_ rows: [[[Double]]], labels: [Double]) {
    let groups = (rows.first ?? []).indices.map { group in rows.map { $0[group] } }
    self.groups = groups
    let distances = groups.map { squaredDistances($0) }
    let medians = distances.map { list in
      let positive = list.filter { $0 > 0 }.sorted()
      return positive.isEmpty ? 1 : positive[positive.count / 2]
    }
    var found: [Member] = []
    for scales in Self.combinations(groups.count, of: labels.count > 200 ? [1, 4] : Self.scales) {
      let inverse = zip(medians, scales).map { 1 / ($0 * $1) }
      let count = labels.count
      var covariance = [Double](repeating: 0, count: count * count)
      for index in covariance.indices {
        var sum = 0.0
        for (group, list) in distances.enumerated() { sum += list[index] * inverse[group] }
        covariance[index] = exp(-sum)
      }
      for noise in Self.noises {
        var noisy = covariance
        for row in 0..<count { noisy[row * count + row] += noise }
        guard let factor = CholeskyFactor(noisy, order: count) else { continue }
        let weights = factor.solve(labels)
        let fit = zip(labels, weights).reduce(0) { $0 + $1.0 * $1.1 }
        let variance = max(fit / Double(max(1, count)), 1e-12)
        let evidence =
          -0.5 * Double(count) * log(variance) - factor.diagonal.reduce(0) { $0 + log($1) }
        found.append(
          Member(
            inverseScales: inverse, factor: factor, weights: weights, variance: variance,
            noise: noise, evidence: evidence))
      }
    }
    // Those that are a thousand times less likely than the best do not count, nor do many.
    let best = found.map(\.evidence).max() ?? 0
    let likely = found.sorted { $0.evidence > $1.evidence }.prefix(16)
      .filter { $0.evidence > best - 7 }
    let total = likely.reduce(0) { $0 + exp($1.evidence - best) }
    members = likely.map { ($0, exp($0.evidence - best) / total) }
  }

  /// Mean and variance of an architecture's label, noise included.
  ///
  /// - Parameter features: for each group the architecture's.
  /// - Returns: both, in the units of the labels.
  func estimate(_ features: [[Double]]) -> (mean: Double, variance: Double) {
    let distances = zip(groups, features).map { rows, row in
      rows.map { squaredDistance($0, row) }
    }
    var (mean, second) = (0.0, 0.0)
    for (member, share) in members {
      let covariances = member.weights.indices.map { index in
        var sum = 0.0
        for (group, list) in distances.enumerated() {
          sum += list[index] * member.inverseScales[group]
        }
        return exp(-sum)
      }
      let expected = zip(covariances, member.weights).reduce(0) { $0 + $1.0 * $1.1 }
      let explained = member.factor.forward(covariances).reduce(0) { $0 + $1 * $1 }
      mean += share * expected
      second +=
        share * (expected * expected + member.variance * (max(0, 1 - explained) + member.noise))
    }
    return (mean, max(0, second - mean * mean))
  }

  /// Every choice of a scale for each group.
  private static func combinations(_ count: Int, of scales: [Double]) -> [[Double]] {
    guard count > 0 else { return [[]] }
    return combinations(count - 1, of: scales).flatMap { rest in scales.map { rest + [$0] } }
  }
}

private func squaredDistances(_ rows: [[Double]]) -> [Double] {
  let count = rows.count
  var distances = [Double](repeating: 0, count: count * count)
  for i in 0..<count {
    for j in 0..<i {
      let distance = squaredDistance(rows[i], rows[j])
      distances[i * count + j] = distance
      distances[j * count + i] = distance
    }
  }
  return distances
}

private func squaredDistance(_ x: [Double], _ y: [Double]) -> Double {
  var sum = 0.0
  for index in x.indices { sum += (x[index] - y[index]) * (x[index] - y[index]) }
  return sum
}
