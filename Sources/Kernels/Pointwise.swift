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
  // SAFETY: each function touches `count` scalars of the three spans, which hold as many.
  unsafe values.withUnsafeBufferPointer { z in
    unsafe dz.withUnsafeBufferPointer { dz in
      unsafe dx.withUnsafeMutableBufferPointer { dx in
        let count = dx.count
        switch activation {
        case .relu:
          unsafe ghn_relu_gradient(z.baseAddress, dz.baseAddress, dx.baseAddress, count)
        case .sigmoid:
          unsafe ghn_sigmoid_gradient(z.baseAddress, dz.baseAddress, dx.baseAddress, count)
        case .tanh:
          unsafe ghn_tanh_gradient(z.baseAddress, dz.baseAddress, dx.baseAddress, count)
        case .gelu:
          unsafe ghn_gelu_gradient(z.baseAddress, dz.baseAddress, dx.baseAddress, count)
        }
      }
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
