import Kernels

/// A step of SOAP: Adam in the slowly changing eigenbasis of Shampoo's factors.
///
/// For a gradient G (rows, columns), with Q_L and Q_R for the eigenvectors of L and R, and ĝ = Q_Lᵀ·G·Q_R
/// for a matrix in their basis:
///
///     M ← β₁·M + (1 − β₁)·G,  V ← β₂·V + (1 − β₂)·ĝ²
///     p ← (1 − lr·decay)·p − lr·Q_L·(m̂ / (√v̂ + ε))·Q_Rᵀ
///     L ← β₂·L + (1 − β₂)·G·Gᵀ,  R ← β₂·R + (1 − β₂)·Gᵀ·G
///
/// where m̂ is M in the basis, and both means are freed of their bias as Adam's are. Every
/// ``interval`` steps the basis follows the factors by one step of the power iteration and a QR
/// decomposition. The first gradient gives the first basis, and no step. An axis of more than
/// ``largestOrder`` numbers keeps its own basis.
///
/// Source: Vyas et al. (arXiv:2409.11321), algorithms 3 and 4; section 6 for bases of one side only.
struct EigenbasisAdam {
  /// Up to how many numbers along an axis it has a basis.
  static let largestOrder = 1024
  /// How many steps lie between two bases.
  static let interval = 10

  let beta1, beta2, epsilon: Float
  /// 1 / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ).
  let firstCorrection, secondCorrection: Float
  let rate, kept: Float
  /// Whether the basis follows the factors at this step.
  let movesBasis: Bool

  /// Makes a step in place.
  ///
  /// - Parameters:
  ///   - p: the parameter.
  ///   - gradient: G, before it is multiplied by `scale`.
  ///   - scale: what it is multiplied by.
  ///   - moments: what is remembered of the parameter.
  ///   - extents: its rows and columns.
  /// - Precondition: OpenBLAS with LAPACK is installed.
  func step(
    _ p: inout MutableSpan<Float>, gradient: Span<Float>, scale: Float,
    moments: inout OptimizerState.Moments, _ extents: MatrixExtents
  ) {
    let g = gradient.indices.map { scale * gradient[$0] }
    let gram = Basis.factors(of: g, extents)
    guard var basis = Basis(moments, extents) else {
      // Numbers that are not finite have no eigenvectors.
      guard gram.isFinite else { return }
      gram.mix(into: &moments, kept: beta2)
      Basis(of: gram, extents).store(in: &moments)
      return
    }
    if moments.first.isEmpty { moments.first = [Float](repeating: 0, count: g.count) }
    if moments.second.isEmpty { moments.second = [Float](repeating: 0, count: g.count) }
    for index in g.indices {
      moments.first[index] = beta1 * moments.first[index] + (1 - beta1) * g[index]
    }
    let turned = basis.turned(g)
    var update = basis.turned(moments.first)
    for index in update.indices {
      let v = beta2 * moments.second[index] + (1 - beta2) * turned[index] * turned[index]
      moments.second[index] = v
      update[index] =
        firstCorrection * update[index] / ((secondCorrection * v).squareRoot() + epsilon)
    }
    update = basis.turnedBack(update)
    for index in p.indices { p[index] = kept * p[index] - rate * update[index] }
    gram.mix(into: &moments, kept: beta2)
    if movesBasis {
      basis.follow(moments)
      basis.store(in: &moments)
    }
  }
}
