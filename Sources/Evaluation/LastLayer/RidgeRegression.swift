import Kernels
public import Tensors

/// A linear map from features to classes in closed form, its penalty chosen by leaving one out.
///
/// With features F (N, d) that have mean 0 and deviation 1, and targets Y (N, classes) of mean 0,
/// W(λ) = (FᵀF + λ)⁻¹FᵀY. With FᵀF = VΛVᵀ and Z = FV, its principal components, the residual of example i where it is left out
/// is eᵢ / (1 − hᵢ), with e = Y − Z(Λ + λ)⁻¹ZᵀY and hᵢ = 1/N + Σⱼ zᵢⱼ²/(Λⱼ + λ): all of that for each λ
/// from one decomposition. The λ of the least mean square is taken.
///
/// Source: Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 2nd edition,
/// sections 3.4.1 and 7.10 (equation 7.52 for leaving one out).
public struct RidgeRegression: Sendable {
  /// (classes, d): what features, as they are, are multiplied by.
  public let weight: Tensor
  /// One number a class.
  public let bias: [Float]
  /// The penalty, as a part of the mean eigenvalue.
  public let penalty: Double
  /// The mean square of the residuals of examples that were left out.
  public let leaveOneOutError: Double

  /// The penalties that are tried, as parts of the mean eigenvalue.
  static let penalties = (-5...2).map { exponent in
    (0..<abs(exponent)).reduce(1.0) { x, _ in exponent < 0 ? x / 10 : x * 10 }
  }

  /// Solves the regression; `nil` where features, or sums of their products, are not finite.
  ///
  /// - Parameters:
  ///   - features: (N, d), with N at least 2.
  ///   - labels: N classes.
  ///   - classCount: how many classes there are; those without examples get 0.
  ///   - hasBias: whether features and targets are centered.
  /// - Complexity: O(N·d·r + r³) for the lesser r of N and d, and O(N·r·classes) for each penalty.
  public init?(features: Tensor, labels: [Int], classCount: Int, hasBias: Bool) {
    let count = features.shape[0]
    let width = features.shape[1]
    let scaling = FeatureScaling(features, centers: hasBias)
    let scaled = scaling.scaled(features)
    let targets = OneHotTargets(labels, classCount: classCount, centers: hasBias)

    guard let components = PrincipalComponents(scaled, count: count, width: width) else {
      return nil
    }
    let (rotated, values) = (components.coordinates, components.values)
    let rank = values.count
    var moments = [Float](repeating: 0, count: rank * classCount)
    product(rotated, targets.scalars, &moments, (rank, count, classCount), .left)

    let meanValue = max(1e-12, values.reduce(0, +) / Double(max(1, width)))
    var best: (penalty: Double, error: Double) = (1, .infinity)
    for penalty in Self.penalties {
      let error = Self.leaveOneOutError(
        rotated, targets: targets, moments: moments, values: values, penalty: penalty * meanValue,
        centers: hasBias)
      if error < best.error { best = (penalty, error) }
    }
    var shrunk = moments
    for column in 0..<rank {
      let factor = Float(1 / (values[column] + best.penalty * meanValue))
      for label in 0..<classCount { shrunk[column * classCount + label] *= factor }
    }
    (weight, bias) = scaling.unscaled(
      components.weights(shrunk, classCount: classCount), targetMeans: targets.means)
    self.penalty = best.penalty
    leaveOneOutError = best.error
  }

  private static func leaveOneOutError(
    _ rotated: [Float], targets: OneHotTargets, moments: [Float], values: [Double],
    penalty: Double, centers: Bool
  ) -> Double {
    let width = values.count
    let count = targets.count
    let classCount = targets.classCount
    let factors = values.map { 1 / ($0 + penalty) }
    var shrunk = moments
    for column in 0..<width {
      for label in 0..<classCount { shrunk[column * classCount + label] *= Float(factors[column]) }
    }
    var fitted = [Float](repeating: 0, count: count * classCount)
    product(rotated, shrunk, &fitted, (count, width, classCount), .none)
    var sum = 0.0
    for row in 0..<count {
      var leverage = centers ? 1 / Double(count) : 0
      for column in 0..<width {
        let z = Double(rotated[row * width + column])
        leverage += z * z * factors[column]
      }
      let scale = 1 / max(1e-6, 1 - leverage)
      for label in 0..<classCount {
        let index = row * classCount + label
        let residual = Double(targets.scalars[index] - fitted[index]) * scale
        sum += residual * residual
      }
    }
    return sum / Double(max(1, count * classCount))
  }
}
