/// A step of AdamW without a schedule, whose result is a mean of all its steps.
///
/// With the rate γ = lr·√(1 − β₂ᵗ) and the mean's new part c = γ² / Σ γ² over all steps so far, for
/// the gradient g at y = (1 − β₁)·z + β₁·x:
///
///     v ← β₂·v + (1 − β₂)·g²
///     z ← z − γ·(g / (√v + ε) + decay·y)
///     x ← (1 − c)·x + c·z
///
/// and the next gradient is asked for at the new y. What is shipped is x.
///
/// Source: Defazio et al. (arXiv:2405.15682), algorithm 1.
struct ScheduleFreeAdam {
  /// γ.
  let rate: Float
  /// c.
  let newPart: Float
  let beta1, beta2, epsilon, weightDecay: Float

  /// Makes a step in place.
  ///
  /// - Parameters:
  ///   - y: where the gradient was asked for; becomes where the next one will be.
  ///   - gradient: g, before it is multiplied by `scale`.
  ///   - scale: what it is multiplied by.
  ///   - moments: z, x and v; empty ones begin with y, y and 0.
  /// - Precondition: all hold as many numbers.
  func step(
    _ y: inout MutableSpan<Float>, gradient: Span<Float>, scale: Float,
    moments: inout OptimizerState.Moments
  ) {
    let start = y.indices.map { y[$0] }
    if moments.second.isEmpty { moments.second = [Float](repeating: 0, count: y.count) }
    if moments.fast.isEmpty { moments.fast = start }
    if moments.mean.isEmpty { moments.mean = start }
    step(
      &y, gradient, scale, z: &moments.fast, x: &moments.mean, v: &moments.second)
  }

  private func step(
    _ y: inout MutableSpan<Float>, _ gradient: Span<Float>, _ scale: Float, z: inout [Float],
    x: inout [Float], v: inout [Float]
  ) {
    var z = z.mutableSpan
    var x = x.mutableSpan
    var v = v.mutableSpan
    for index in y.indices {
      let g = scale * gradient[index]
      v[index] = beta2 * v[index] + (1 - beta2) * g * g
      z[index] -= rate * (g / (v[index].squareRoot() + epsilon) + weightDecay * y[index])
      x[index] = (1 - newPart) * x[index] + newPart * z[index]
      y[index] = (1 - beta1) * z[index] + beta1 * x[index]
    }
  }
}
