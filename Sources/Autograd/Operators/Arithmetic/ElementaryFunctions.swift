import Kernels
import Tensors

extension Variable {
  /// z = |x|, element by element.
  ///
  /// - Gradient: dx = dz with the sign of x.
  public func absolute() -> Variable { activated(by: .absolute) }

  /// z = −x, element by element.
  ///
  /// - Gradient: dx = −dz.
  public func negated() -> Variable { scaled(by: -1) }

  /// z = 1/x, element by element.
  ///
  /// - Gradient: dx = −dz·z².
  public func reciprocal() -> Variable { activated(by: .reciprocal) }

  /// z = √x, element by element.
  ///
  /// - Gradient: dx = dz / (2·z).
  public func squareRoot() -> Variable { activated(by: .squareRoot) }

  /// z = eˣ, element by element.
  ///
  /// - Gradient: dx = dz·z.
  public func exponential() -> Variable { activated(by: .exponential) }

  /// z = log x, element by element.
  ///
  /// - Gradient: dx = dz/x.
  public func logarithm() -> Variable { activated(by: .logarithm) }

  /// z = erf x = 2/√π · ∫₀ˣ e^(−t²) dt, element by element.
  ///
  /// - Gradient: dx = dz · 2/√π · e^(−x²).
  public func errorFunction() -> Variable { activated(by: .errorFunction) }

  /// z = sin x, element by element.
  ///
  /// - Gradient: dx = dz·cos x.
  public func sine() -> Variable { activated(by: .sine) }

  /// z = cos x, element by element.
  ///
  /// - Gradient: dx = −dz·sin x.
  public func cosine() -> Variable { activated(by: .cosine) }

  /// z = arctan x, element by element.
  ///
  /// - Gradient: dx = dz/(1 + x²).
  public func arctangent() -> Variable { activated(by: .arctangent) }

  /// z = ⌊x⌋, element by element.
  ///
  /// - Gradient: none, as the function is constant between its steps.
  public func floor() -> Variable { stepped { $0.rounded(.down) } }

  /// z = ⌈x⌉, element by element.
  ///
  /// - Gradient: none, as the function is constant between its steps.
  public func ceiling() -> Variable { stepped { $0.rounded(.up) } }

  /// z = x rounded to the next integer, halves to the even one, element by element.
  ///
  /// - Gradient: none, as the function is constant between its steps.
  public func rounded() -> Variable { stepped { $0.rounded(.toNearestOrEven) } }

  /// z = x rounded to the next integer, halves to the even one, element by element.
  ///
  /// - Gradient: dx = dz, as if nothing were rounded.
  ///
  /// Source: Bengio et al. (arXiv:1308.3432), the "straight-through" estimator.
  public func roundedStraightThrough() -> Variable {
    let z = rounded().value
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z, inPlacePullback: { dz, gradients in gradients.give(&dz, to: slot) })
  }

  /// z = −1, 0 or 1, the sign of x, element by element.
  ///
  /// - Gradient: none, as the function is constant between its steps.
  public func sign() -> Variable { stepped { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 } }

  /// A constant: each element of x through a function whose derivative is zero.
  private func stepped(by step: (Float) -> Float) -> Variable {
    Variable(
      Tensor(shape: shape) { z in
        value.withScalars { x in
          for index in x.indices { z[index] = step(x[index]) }
        }
      })
  }
}
