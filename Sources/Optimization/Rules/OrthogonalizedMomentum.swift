import Kernels

/// Muon's step of one matrix: its momentum is made nearly orthogonal first.
///
/// m ← μ·m + g, u = μ·m + g (Nesterov's), and p ← (1 − lr·decay)·p − lr·0.2·√max(rows, columns)·O(u),
/// with ``orthogonalized(_:_:)`` for O. The factor gives an update the root mean square that Adam's
/// have, so that a learning rate of Adam's holds for both.
///
/// Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024); Liu et
/// al. (arXiv:2502.16982), Eq. 4, for factor and decay.
enum OrthogonalizedMomentum {
  /// μ: how much of the momentum is kept at each step.
  static let momentum: Float = 0.95

  /// Makes a step in place.
  ///
  /// - Precondition: parameters, gradient and momentum hold rows × columns numbers.
  static func step(
    _ p: inout MutableSpan<Float>, gradient: Span<Float>, momentum: inout [Float],
    _ extents: MatrixExtents, scale: Float, rate: Double, weightDecay: Double
  ) {
    var update = [Float](repeating: 0, count: momentum.count)
    for index in gradient.indices {
      let g = scale * gradient[index]
      momentum[index] = Self.momentum * momentum[index] + g
      update[index] = Self.momentum * momentum[index] + g
    }
    update = orthogonalized(update, extents)
    let largest = Double(max(extents.rows, extents.columns))
    let (factor, kept) = (Float(rate * 0.2 * largest.squareRoot()), Float(1 - rate * weightDecay))
    for index in p.indices { p[index] = kept * p[index] - factor * update[index] }
  }

  /// A matrix with the same singular vectors whose singular values are near 1: the quintic
  /// Newton–Schulz iteration.
  ///
  /// X₀ = M / ‖M‖, then five times X ← (a + b·A + c·A²)·X with A = X·Xᵀ, or from the right with A =
  /// Xᵀ·X where that is smaller, and (a, b, c) = (3.4445, −4.7750, 2.0315). Of singular values from
  /// some thousandths on, all end between about 0.7 and 1.2; 0 stays 0.
  ///
  /// - Parameters:
  ///   - matrix: M, rows × columns numbers.
  ///   - extents: its rows and columns.
  /// - Returns: as many numbers.
  ///
  /// Source: as for the step, in the first of the two, section "Newton–Schulz".
  static func orthogonalized(_ matrix: [Float], _ extents: MatrixExtents) -> [Float] {
    let (rows, columns) = (extents.rows, extents.columns)
    let isWide = rows <= columns
    let order = min(rows, columns)
    let scale = Float(1 / (squareSum(matrix.span).squareRoot() + 1e-30))
    var x = matrix.map { $0 * scale }
    var next = x
    var gram = [Float](repeating: 0, count: order * order)
    var square = gram
    for _ in 0..<5 {
      MatrixProduct(
        rows: order, inner: max(rows, columns), columns: order,
        transposing: isWide ? .right : .left
      ).multiply(x, x, into: &gram)
      MatrixProduct(rows: order, inner: order, columns: order).multiply(gram, gram, into: &square)
      for index in gram.indices { gram[index] = -4.7750 * gram[index] + 2.0315 * square[index] }
      for index in 0..<order { gram[index * order + index] += 3.4445 }
      if isWide {
        MatrixProduct(rows: rows, inner: rows, columns: columns).multiply(gram, x, into: &next)
      } else {
        MatrixProduct(rows: rows, inner: columns, columns: columns).multiply(x, gram, into: &next)
      }
      swap(&x, &next)
    }
    return x
  }
}

extension MatrixProduct {
  /// Makes the product of matrices in arrays.
  func multiply(_ a: [Float], _ b: [Float], into c: inout [Float]) {
    var result = c.mutableSpan
    multiply(a.span, b.span, into: &result)
  }
}
