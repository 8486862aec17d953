import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// −Σ (ln(λ + k) + 1/(λ + k)) over the eigenvalues λ of the correlations between the gradients of
/// images, with k = 10⁻⁵.
///
/// - Parameter gradients: the gradient of each image's logits with respect to it, (N, …).
/// - Returns: the score, the higher the less gradients are correlated; −∞ where gradients are not
///   finite.
///
/// Source: Mellor et al. (arXiv:2006.04647v1), Eq. 3 and 4.
func jacobianCorrelation(of gradients: Tensor) -> Double {
  let count = gradients.shape[0]
  let length = gradients.shape.count / max(1, count)
  var rows = gradients.scalars.map(Double.init)
  for image in 0..<count {
    let range = image * length..<(image + 1) * length
    let mean = rows[range].reduce(0, +) / Double(max(1, length))
    var squares = 0.0
    for index in range {
      rows[index] -= mean
      squares += rows[index] * rows[index]
    }
    let scale = squares > 0 ? 1 / squares.squareRoot() : 0
    for index in range { rows[index] *= scale }
  }
  var correlations = [Double](repeating: 0, count: count * count)
  for i in 0..<count {
    for j in 0...i {
      var sum = 0.0
      for index in 0..<length { sum += rows[i * length + index] * rows[j * length + index] }
      correlations[i * count + j] = sum
      correlations[j * count + i] = sum
    }
  }
  guard let values = SymmetricMatrix(order: count, scalars: correlations).eigenvalues else {
    return -.infinity
  }
  let k = 1e-5
  return values.reduce(0) { sum, value in
    let shifted = max(0, value) + k
    return sum - (log(shifted) + 1 / shifted)
  }
}
