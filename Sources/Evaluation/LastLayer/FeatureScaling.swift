import Tensors

/// Means and deviations of features, by which they are brought to one scale.
struct FeatureScaling {
  private let means: [Float]
  /// One over each feature's deviation; 0 for a feature that never changes.
  private let factors: [Float]

  /// Measures features (N, d); without centering, means are taken for 0.
  init(_ features: Tensor, centers: Bool) {
    let count = features.shape[0]
    let width = features.shape[1]
    var sums = [Double](repeating: 0, count: width)
    var squares = sums
    features.withScalars { scalars in
      for row in 0..<count {
        for column in 0..<width {
          let x = Double(scalars[row * width + column])
          sums[column] += x
          squares[column] += x * x
        }
      }
    }
    let number = Double(max(1, count))
    let means = centers ? sums.map { $0 / number } : sums.map { _ in 0 }
    let deviations = zip(squares, means).map { square, mean in
      max(0, square / number - mean * mean).squareRoot()
    }
    // What is smaller than a single's rounding of the largest is no signal.
    let least = 1e-6 * (deviations.max() ?? 0)
    self.means = means.map { Float($0) }
    factors = deviations.map { $0 > least ? Float(1 / $0) : 0 }
  }

  /// Features (N, d) with mean 0 and deviation 1, in row-major order.
  func scaled(_ features: Tensor) -> [Float] {
    let width = means.count
    return features.withScalars { scalars in
      scalars.indices.map { index in
        let column = index % width
        return (scalars[index] - means[column]) * factors[column]
      }
    }
  }

  /// The weight (classes, d) and bias that answer for features as they are what `solution`
  /// (classes, d) and the targets' means answer for scaled ones.
  func unscaled(
    _ solution: [Float], targetMeans: [Float]
  ) -> (weight: Tensor, bias: [Float]) {
    let width = means.count
    var bias = targetMeans
    var weight = solution
    for label in bias.indices {
      for column in 0..<width {
        let index = label * width + column
        weight[index] *= factors[column]
        bias[label] -= weight[index] * means[column]
      }
    }
    return (Tensor(shape: [bias.count, width], scalars: weight), bias)
  }
}
