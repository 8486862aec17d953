import Kernels
import Tensors

extension Variable {
  /// z = max(0, x), element by element.
  ///
  /// - Gradient: dx = dz where z > 0, else 0.
  public func relu() -> Variable { activated(by: .relu) }

  /// z = x, or slope·x where x is negative, element by element.
  ///
  /// - Gradient: dx = dz where x > 0, else slope·dz.
  public func leakyRelu(slope: Float = 0.01) -> Variable { activated(by: .leakyRelu(slope: slope)) }

  /// z = x, or slope·x where x is negative, element by element, with a slope that is learned.
  ///
  /// - Gradient: dx = dz where x > 0, else slope·dz; dslope = Σ x·dz where x < 0.
  ///
  /// - Precondition: the slope is (columns), as long as the last axis of x, or has one element.
  ///
  /// Source: He et al. (arXiv:1502.01852), Eq. 1.
  public func prelu(slope: Variable) -> Variable {
    relu() - negated().relu() * slope
  }

  /// z = x, or alpha·(eˣ − 1) where x is negative, element by element.
  ///
  /// - Gradient: dx = dz where x ≥ 0, else alpha·eˣ·dz.
  ///
  /// Source: Clevert et al. (arXiv:1511.07289), Eq. 15.
  public func elu(alpha: Float = 1) -> Variable { activated(by: .elu(alpha: alpha, scale: 1)) }

  /// z = scale·x, or scale·alpha·(eˣ − 1) where x is negative, element by element, with the two
  /// constants that keep mean 0 and variance 1.
  ///
  /// - Gradient: dx = scale·dz where x ≥ 0, else scale·alpha·eˣ·dz.
  ///
  /// Source: Klambauer et al. (arXiv:1706.02515), Eq. 2 and 14.
  public func selu() -> Variable {
    activated(by: .elu(alpha: 1.673_263_2, scale: 1.050_701))
  }

  /// z = 1 / (1 + e⁻ˣ), element by element.
  ///
  /// - Gradient: dx = dz·z·(1 − z).
  public func sigmoid() -> Variable { activated(by: .sigmoid) }

  /// z = max(0, min(1, slope·x + offset)), element by element.
  ///
  /// - Gradient: dx = slope·dz where 0 < z < 1, else 0.
  public func hardSigmoid(slope: Float = 1 / 6, offset: Float = 0.5) -> Variable {
    activated(by: .hardSigmoid(slope: slope, offset: offset))
  }

  /// z = tanh x, element by element.
  ///
  /// - Gradient: dx = dz·(1 − z²).
  public func tanh() -> Variable { activated(by: .tanh) }

  /// z = log(1 + eˣ), element by element.
  ///
  /// - Gradient: dx = dz / (1 + e⁻ˣ).
  public func softplus() -> Variable { activated(by: .softplus) }

  /// z = x·tanh(log(1 + eˣ)), element by element.
  ///
  /// - Gradient: dx = dz·(t + x·σ(x)·(1 − t²)) with t = tanh(log(1 + eˣ)).
  ///
  /// Source: Misra (arXiv:1908.08681), Eq. 1.
  public func mish() -> Variable { activated(by: .mish) }

  /// z = x·Φ(x), element by element, with Φ the distribution function of the standard normal.
  ///
  /// - Gradient: dx = dz·(Φ(x) + x·Φ′(x)).
  ///
  /// Source: Hendrycks, Gimpel (arXiv:1606.08415), the exact form.
  public func gelu() -> Variable { activated(by: .gelu) }

  /// z = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))), element by element.
  ///
  /// - Gradient: dx = dz·z′.
  ///
  /// Source: Hendrycks, Gimpel (arXiv:1606.08415), the approximation.
  public func tanhGelu() -> Variable { activated(by: .tanhGelu) }

  /// z = x / (1 + e⁻ˣ), element by element; also called swish.
  ///
  /// - Gradient: dx = dz·σ(x)·(1 + x·(1 − σ(x))).
  public func silu() -> Variable { activated(by: .silu) }

  /// z = x·max(0, min(1, x/6 + ½)), element by element.
  ///
  /// - Gradient: dx = dz·(x/3 + ½) where −3 < x < 3, dz beyond 3, 0 below −3.
  ///
  /// Source: Howard et al. (arXiv:1905.02244), section 5.2.
  public func hardSwish() -> Variable { activated(by: .hardSwish) }

  /// z = max(minimum, min(maximum, x)), element by element; a bound that is `nil` is infinite.
  ///
  /// - Gradient: dx = dz where z lies between the bounds, else 0.
  public func clipped(minimum: Float? = nil, maximum: Float? = nil) -> Variable {
    activated(by: .clip(minimum: minimum ?? -.infinity, maximum: maximum ?? .infinity))
  }

  /// z = f(x), element by element.
  func activated(by activation: ActivationFunction) -> Variable {
    let z = Tensor(shape: shape) { z in
      value.withScalars { apply(activation, to: $0, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    let source = activation.derivesFromValue ? z : value
    return tape.record(
      z,
      inPlacePullback: { dz, gradients in
        source.withScalars { source in
          gradients.give(
            &dz, to: slot, changing: { applyGradient(of: activation, from: source, to: &$0) },
            adding: { addGradient(of: activation, from: source, $0, to: &$1) })
        }
      })
  }
}
