import CKernels

/// A function of one number that networks apply element by element.
package enum ActivationFunction: Hashable, Sendable {
  /// max(0, x)
  case relu
  /// x, or slope·x where x is negative
  case leakyRelu(slope: Float)
  /// scale·x, or scale·alpha·(eˣ − 1) where x is negative
  case elu(alpha: Float, scale: Float)
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// max(0, min(1, slope·x + offset))
  case hardSigmoid(slope: Float, offset: Float)
  /// tanh x
  case tanh
  /// log(1 + eˣ)
  case softplus
  /// x·tanh(log(1 + eˣ))
  case mish
  /// x·Φ(x), with Φ the distribution function of the standard normal
  case gelu
  /// ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
  case tanhGelu
  /// x / (1 + e⁻ˣ)
  case silu
  /// x·max(0, min(1, x/6 + ½))
  case hardSwish
  /// max(minimum, min(maximum, x))
  case clip(minimum: Float, maximum: Float)
  /// |x|
  case absolute
  /// 1/x
  case reciprocal
  /// √x
  case squareRoot
  /// eˣ
  case exponential
  /// log x
  case logarithm
  /// erf x
  case errorFunction
  /// sin x
  case sine
  /// cos x
  case cosine
  /// arctan x
  case arctangent
  /// xᵃ
  case power(Float)
}

/// y ← f(x), element by element.
///
/// - Precondition: both hold as many scalars.
package func apply(
  _ activation: ActivationFunction, to x: Span<Float>, into y: inout MutableSpan<Float>
) {
  precondition(x.count == y.count, "\(x.count) scalars into \(y.count)")
  spread(&y) { y, part in
    let (count, loops) = unsafe (y.count, activation.loops)
    // SAFETY: the function touches `count` scalars of both spans, which hold as many.
    unsafe withAddresses(x.extracting(part), &y) { x, y in
      unsafe loops.value(x, y, count, loops.a, loops.b)
    }
  }
}

/// dx ← dx + dz·f′(x), element by element.
///
/// The values are f(x) or x, as ``ActivationFunction/derivesFromValue`` says.
///
/// - Precondition: all three hold as many scalars.
package func addGradient(
  of activation: ActivationFunction, from values: Span<Float>, _ dz: Span<Float>,
  to dx: inout MutableSpan<Float>
) {
  precondition(
    values.count == dx.count && dz.count == dx.count,
    "\(values.count) and \(dz.count) scalars into \(dx.count)")
  spread(&dx) { dx, part in
    let (count, loops) = unsafe (dx.count, activation.loops)
    // SAFETY: the function touches `count` scalars of the three spans, which hold as many.
    unsafe withAddresses(values.extracting(part), dz.extracting(part), &dx) { values, dz, dx in
      unsafe loops.gradient(values, dz, dx, count, 1, loops.a, loops.b)
    }
  }
}

/// dz ← dz·f′(x), element by element: the same, where nothing is to be added to.
///
/// - Precondition: both hold as many scalars.
package func applyGradient(
  of activation: ActivationFunction, from values: Span<Float>, to dz: inout MutableSpan<Float>
) {
  precondition(values.count == dz.count, "\(values.count) scalars into \(dz.count)")
  spread(&dz) { dz, part in
    let (count, loops) = unsafe (dz.count, activation.loops)
    // SAFETY: the function touches `count` scalars of both spans, which hold as many; it reads each
    // element of dz before it writes it, so that it may write where it reads.
    unsafe withAddresses(values.extracting(part), &dz) { values, dz in
      unsafe loops.gradient(values, dz, dz, count, 0, loops.a, loops.b)
    }
  }
}

extension ActivationFunction {
  /// Whether the derivative follows from the value f(x), rather than from x.
  package var derivesFromValue: Bool {
    switch self {
    case .relu, .sigmoid, .tanh, .exponential, .squareRoot, .reciprocal, .clip, .softplus: true
    case .leakyRelu, .elu, .hardSigmoid, .mish, .gelu, .tanhGelu, .silu, .hardSwish, .absolute,
      .logarithm, .errorFunction, .sine, .cosine, .arctangent, .power:
      false
    }
  }

  /// The loops of an activation, and the constants that they take.
  @unsafe
  fileprivate struct Loops {
    typealias Value =
      @convention(c) (
        UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int, Float, Float
      ) -> Void
    typealias Gradient =
      @convention(c) (
        UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int, Int32,
        Float, Float
      ) -> Void

    let value: Value
    let gradient: Gradient
    let a, b: Float

    init(_ value: Value, _ gradient: Gradient, _ a: Float = 0, _ b: Float = 0) {
      unsafe self.value = value
      unsafe self.gradient = gradient
      unsafe self.a = a
      unsafe self.b = b
    }
  }

  fileprivate var loops: Loops {
    switch self {
    case .relu: unsafe .init(ghn_relu, ghn_relu_gradient)
    case .leakyRelu(let slope): unsafe .init(ghn_leaky_relu, ghn_leaky_relu_gradient, slope)
    case .elu(let alpha, let scale): unsafe .init(ghn_elu, ghn_elu_gradient, alpha, scale)
    case .sigmoid: unsafe .init(ghn_sigmoid, ghn_sigmoid_gradient)
    case .hardSigmoid(let slope, let offset):
      unsafe .init(ghn_hard_sigmoid, ghn_hard_sigmoid_gradient, slope, offset)
    case .tanh: unsafe .init(ghn_tanh, ghn_tanh_gradient)
    case .softplus: unsafe .init(ghn_softplus, ghn_softplus_gradient)
    case .mish: unsafe .init(ghn_mish, ghn_mish_gradient)
    case .gelu: unsafe .init(ghn_gelu, ghn_gelu_gradient)
    case .tanhGelu: unsafe .init(ghn_tanh_gelu, ghn_tanh_gelu_gradient)
    case .silu: unsafe .init(ghn_silu, ghn_silu_gradient)
    case .hardSwish: unsafe .init(ghn_hard_swish, ghn_hard_swish_gradient)
    case .clip(let minimum, let maximum):
      unsafe .init(ghn_clip, ghn_clip_gradient, minimum, maximum)
    case .absolute: unsafe .init(ghn_absolute, ghn_absolute_gradient)
    case .reciprocal: unsafe .init(ghn_reciprocal, ghn_reciprocal_gradient)
    case .squareRoot: unsafe .init(ghn_square_root, ghn_square_root_gradient)
    case .exponential: unsafe .init(ghn_exponential, ghn_exponential_gradient)
    case .logarithm: unsafe .init(ghn_logarithm, ghn_logarithm_gradient)
    case .errorFunction: unsafe .init(ghn_error_function, ghn_error_function_gradient)
    case .sine: unsafe .init(ghn_sine, ghn_sine_gradient)
    case .cosine: unsafe .init(ghn_cosine, ghn_cosine_gradient)
    case .arctangent: unsafe .init(ghn_arctangent, ghn_arctangent_gradient)
    case .power(let exponent): unsafe .init(ghn_power, ghn_power_gradient, exponent)
    }
  }
}
