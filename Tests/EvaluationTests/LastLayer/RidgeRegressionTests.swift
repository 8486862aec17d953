import Evaluation
import Randomness
import Tensors
import Testing

@Suite struct RidgeRegressionTests {
  private let count = 40
  private let width = 5

  /// Features of which the first two tell three classes apart, and the others are noise.
  private func sample() -> (features: [[Double]], labels: [Int]) {
    var generator = SplitMix64(seed: 3)
    let labels = (0..<count).map { $0 % 3 }
    let features = labels.map { label in
      (0..<width).map { column in
        (column == label ? 3.0 : 0) + Double.random(in: -1...1, using: &generator) * 2 + 7
      }
    }
    return (features, labels)
  }

  private func regression(
    of features: [[Double]], _ labels: [Int], hasBias: Bool = true
  ) throws -> RidgeRegression {
    try #require(
      RidgeRegression(
        features: Tensor(
          shape: [features.count, width], scalars: features.flatMap { $0 }.map { Float($0) }),
        labels: labels, classCount: 3, hasBias: hasBias))
  }

  /// The plain way: scale, solve the normal equations by elimination.
  private func solved(
    _ features: [[Double]], _ labels: [Int], penalty: Double
  ) -> (weight: [[Double]], bias: [Double]) {
    let n = Double(features.count)
    let means = (0..<width).map { c in features.reduce(0) { $0 + $1[c] } / n }
    let deviations = (0..<width).map { c in
      (features.reduce(0) { $0 + ($1[c] - means[c]) * ($1[c] - means[c]) } / n).squareRoot()
    }
    let x = features.map { row in (0..<width).map { (row[$0] - means[$0]) / deviations[$0] } }
    let shares = (0..<3).map { label in Double(labels.count { $0 == label }) / n }
    var weight: [[Double]] = []
    var bias: [Double] = []
    for label in 0..<3 {
      var rows = (0..<width).map { i in
        (0..<width).map { j in x.reduce(0) { $0 + $1[i] * $1[j] } + (i == j ? penalty * n : 0) }
          + [zip(x, labels).reduce(0) { $0 + $1.0[i] * (($1.1 == label ? 1 : 0) - shares[label]) }]
      }
      for pivot in 0..<width {
        for row in 0..<width where row != pivot {
          let factor = rows[row][pivot] / rows[pivot][pivot]
          for column in 0...width { rows[row][column] -= factor * rows[pivot][column] }
        }
      }
      let solution = (0..<width).map { rows[$0][width] / rows[$0][$0] / deviations[$0] }
      weight.append(solution)
      bias.append(shares[label] - zip(solution, means).reduce(0) { $0 + $1.0 * $1.1 })
    }
    return (weight, bias)
  }

  @Test func solvesTheNormalEquations() throws {
    let (features, labels) = sample()
    let fitted = try regression(of: features, labels)
    // The mean eigenvalue of the Gram matrix of scaled features is the number of examples.
    let (weight, bias) = solved(features, labels, penalty: fitted.penalty)
    // Single precision, and weights of about 0.1.
    for (ours, theirs) in zip(fitted.weight.scalars, weight.flatMap { $0 }) {
      #expect(abs(Double(ours) - theirs) < 1e-4)
    }
    for (ours, theirs) in zip(fitted.bias, bias) { #expect(abs(Double(ours) - theirs) < 1e-3) }
  }

  @Test("more features than examples have the solution of the normal equations too")
  func wide() throws {
    let (features, labels) = sample()
    let (few, their) = (Array(features.prefix(4)), Array(labels.prefix(4)))
    let fitted = try regression(of: few, their)
    // Four examples of five features: the mean eigenvalue is the number of examples still.
    let (weight, bias) = solved(few, their, penalty: fitted.penalty)
    for (ours, theirs) in zip(fitted.weight.scalars, weight.flatMap { $0 }) {
      #expect(abs(Double(ours) - theirs) < 1e-4)
    }
    for (ours, theirs) in zip(fitted.bias, bias) { #expect(abs(Double(ours) - theirs) < 1e-3) }
  }

  @Test func leavesEachExampleOutInOneDecomposition() throws {
    let (features, labels) = sample()
    let fitted = try regression(of: features, labels)
    // The mean and deviation of the features are not measured anew without the example, so the
    // formula is near to the refits, not equal: a tenth apart at most.
    var sum = 0.0
    for left in features.indices {
      var (others, their) = (features, labels)
      others.remove(at: left)
      their.remove(at: left)
      let (weight, bias) = solved(others, their, penalty: fitted.penalty)
      for label in 0..<3 {
        let answer = bias[label] + zip(weight[label], features[left]).reduce(0) { $0 + $1.0 * $1.1 }
        let residual = (labels[left] == label ? 1 : 0) - answer
        sum += residual * residual
      }
    }
    let refitted = sum / Double(3 * count)
    #expect(abs(fitted.leaveOneOutError / refitted - 1) < 0.1)
  }

  @Test func aFeatureThatNeverChangesAndAClassWithoutExamplesCountNothing() throws {
    var (features, labels) = sample()
    for index in features.indices { features[index][4] = 2 }
    labels = labels.map { min($0, 1) }
    let fitted = try regression(of: features, labels)
    #expect((0..<3).allSatisfy { fitted.weight.scalars[$0 * width + 4] == 0 })
    #expect((10..<15).allSatisfy { abs(fitted.weight.scalars[$0]) < 1e-6 })
    #expect(fitted.bias.allSatisfy { $0.isFinite })
    #expect(try regression(of: features, labels, hasBias: false).bias == [0, 0, 0])
  }
}
