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
///   finite, or none flows.
///
/// Source: Mellor et al. (arXiv:2006.04647v1), Eq. 3 and 4.
func jacobianCorrelation(of gradients: Tensor) -> Double {
  guard gradients.scalars.contains(where: { $0 != 0 }) else { return -.infinity }
  let count = gradients.shape[0]
  let length = gradients.shape.count / max(1, count)
  var correlations = [Double](repeating: 0, count: count * count)
  gradients.withScalars { scalars in
    var rows: [StandardizedRow] = []
    for image in 0..<count {
      rows.append(
        StandardizedRow(scalars.extracting(image * length..<(image + 1) * length)))
    }
    // Of all images at once they would be twice the gradients.
    var row = [Double](repeating: 0, count: length)
    for i in 0..<count {
      for index in 0..<length { row[index] = rows[i].number(scalars[i * length + index]) }
      for j in 0...i {
        var sum = 0.0
        for index in 0..<length { sum += row[index] * rows[j].number(scalars[j * length + index]) }
        correlations[i * count + j] = sum
        correlations[j * count + i] = sum
      }
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

/// How numbers become such of mean 0 and norm 1.
private struct StandardizedRow {
  private let mean: Double
  private let scale: Double

  init(_ scalars: Span<Float>) {
    var sum = 0.0
    for index in scalars.indices { sum += Double(scalars[index]) }
    mean = sum / Double(max(1, scalars.count))
    var squares = 0.0
    for index in scalars.indices {
      let deviation = Double(scalars[index]) - mean
      squares += deviation * deviation
    }
    scale = squares > 0 ? 1 / squares.squareRoot() : 0
  }

  func number(_ scalar: Float) -> Double { (Double(scalar) - mean) * scale }
}
