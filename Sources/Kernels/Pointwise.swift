import CKernels

/// A function of one number that networks apply element by element.
package enum Activation: CaseIterable, Sendable {
  /// max(0, x)
  case relu
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// tanh x
  case tanh
  /// x·Φ(x), with Φ the distribution function of the standard normal
  case gelu
}

/// y ← f(x), element by element.
///
/// - Precondition: both hold as many scalars.
package func apply(
  _ activation: Activation, to x: Span<Float>, into y: inout MutableSpan<Float>
) {
  precondition(x.count == y.count, "\(x.count) scalars into \(y.count)")
  // SAFETY: each function touches `count` scalars of both spans, which hold as many.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in
      switch activation {
      case .relu: unsafe ghn_relu(x.baseAddress, y.baseAddress, x.count)
      case .sigmoid: unsafe ghn_sigmoid(x.baseAddress, y.baseAddress, x.count)
      case .tanh: unsafe ghn_tanh(x.baseAddress, y.baseAddress, x.count)
      case .gelu: unsafe ghn_gelu(x.baseAddress, y.baseAddress, x.count)
      }
    }
  }
}

/// dx ← dx + dz·f′(x), element by element.
///
/// The values are f(x), from which f′ follows, but x itself for ``Activation/gelu``.
///
/// - Precondition: all three hold as many scalars.
package func addGradient(
  of activation: Activation, from values: Span<Float>, _ dz: Span<Float>,
  to dx: inout MutableSpan<Float>
) {
  precondition(
    values.count == dx.count && dz.count == dx.count,
    "\(values.count) and \(dz.count) scalars into \(dx.count)")
  // SAFETY: the function touches `count` scalars of the three spans, which hold as many.
  unsafe values.withUnsafeBufferPointer { values in
    unsafe dz.withUnsafeBufferPointer { dz in
      unsafe dx.withUnsafeMutableBufferPointer { dx in
        unsafe activation.gradient(values.baseAddress, dz.baseAddress, dx.baseAddress, dx.count, 1)
      }
    }
  }
}

/// dz ← dz·f′(x), element by element: the same, where nothing is to be added to.
///
/// - Precondition: both hold as many scalars.
package func applyGradient(
  of activation: Activation, from values: Span<Float>, to dz: inout MutableSpan<Float>
) {
  precondition(values.count == dz.count, "\(values.count) scalars into \(dz.count)")
  // SAFETY: the function touches `count` scalars of both spans, which hold as many; it reads each
  // element of dz before it writes it, so that it may write where it reads.
  unsafe values.withUnsafeBufferPointer { values in
    unsafe dz.withUnsafeMutableBufferPointer { dz in
      unsafe activation.gradient(values.baseAddress, dz.baseAddress, dz.baseAddress, dz.count, 0)
    }
  }
}

extension Activation {
  /// dx = dz·f′, or dx += dz·f′ if the last argument is not zero.
  fileprivate var gradient:
    @convention(c) (
      UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int, Int32
    ) -> Void
  {
    switch self {
    case .relu: unsafe ghn_relu_gradient
    case .sigmoid: unsafe ghn_sigmoid_gradient
    case .tanh: unsafe ghn_tanh_gradient
    case .gelu: unsafe ghn_gelu_gradient
    }
  }
}

/// z ← x + y, element by element.
///
/// - Precondition: all three hold as many scalars.
package func add(_ x: Span<Float>, _ y: Span<Float>, into z: inout MutableSpan<Float>) {
  precondition(x.count == z.count && y.count == z.count)
  // SAFETY: the function touches `count` scalars of the three spans, which hold as many.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe z.withUnsafeMutableBufferPointer { z in
        unsafe ghn_sum(x.baseAddress, y.baseAddress, z.baseAddress, z.count)
      }
    }
  }
}

/// y ← y + a·x, element by element.
///
/// - Precondition: both hold as many scalars.
package func add(_ x: Span<Float>, scaledBy a: Float = 1, to y: inout MutableSpan<Float>) {
  precondition(x.count == y.count, "\(x.count) scalars to \(y.count)")
  // SAFETY: the function touches `count` scalars of both spans, which hold as many.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in
      unsafe ghn_add_scaled(a, x.baseAddress, y.baseAddress, y.count)
    }
  }
}

/// y ← a·x, element by element.
///
/// - Precondition: both hold as many scalars.
package func scale(_ x: Span<Float>, by a: Float, into y: inout MutableSpan<Float>) {
  precondition(x.count == y.count, "\(x.count) scalars into \(y.count)")
  // SAFETY: the function touches `count` scalars of both spans, which hold as many.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in
      unsafe ghn_scale(a, x.baseAddress, y.baseAddress, y.count)
    }
  }
}

/// x ← a·x, element by element.
package func scale(_ x: inout MutableSpan<Float>, by a: Float) {
  // SAFETY: the function touches `count` scalars, and may write where it reads.
  unsafe x.withUnsafeMutableBufferPointer { x in
    unsafe ghn_scale(a, x.baseAddress, x.baseAddress, x.count)
  }
}

/// y ← x.
///
/// - Precondition: both hold as many scalars.
package func copy(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  precondition(x.count == y.count, "\(x.count) scalars into \(y.count)")
  // SAFETY: both hold `count` scalars.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in
      guard let source = x.baseAddress, let target = y.baseAddress else { return }
      unsafe target.update(from: source, count: x.count)
    }
  }
}
