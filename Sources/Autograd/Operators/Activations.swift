import Kernels
import Tensors

extension Variable {
  /// z = max(0, x), element by element.
  ///
  /// - Gradient: dx = dz where z > 0, else 0.
  public func relu() -> Variable { activated(by: .relu) }

  /// z = 1 / (1 + e⁻ˣ), element by element.
  ///
  /// - Gradient: dx = dz·z·(1 − z).
  public func sigmoid() -> Variable { activated(by: .sigmoid) }

  /// z = tanh x, element by element.
  ///
  /// - Gradient: dx = dz·(1 − z²).
  public func tanh() -> Variable { activated(by: .tanh) }

  /// z = x·Φ(x), element by element, with Φ the distribution function of the standard normal.
  ///
  /// - Gradient: dx = dz·(Φ(x) + x·Φ′(x)).
  ///
  /// Source: Hendrycks, Gimpel (arXiv:1606.08415), the exact form.
  public func gelu() -> Variable { activated(by: .gelu) }

  private func activated(by activation: Activation) -> Variable {
    let z = Tensor(shape: shape) { z in
      value.withScalars { apply(activation, to: $0, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    let source = activation == .gelu ? value : z
    return tape.record(
      z,
      handingOn: { dz, gradients in
        source.withScalars { source in
          gradients.give(
            &dz, to: slot, changing: { applyGradient(of: activation, from: source, to: &$0) },
            adding: { addGradient(of: activation, from: source, $0, to: &$1) })
        }
      })
  }
}
