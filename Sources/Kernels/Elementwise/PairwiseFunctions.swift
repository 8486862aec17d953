import CKernels

/// Which of two numbers is kept.
package enum Extreme: Hashable, Sendable {
  case minimum, maximum

  /// The sign that turns the maximum into this.
  var sign: Float { self == .maximum ? 1 : -1 }
}

/// z ← the extreme of x and y, element by element; NaN if one is.
///
/// - Precondition: all three hold as many scalars.
package func keep(
  _ extreme: Extreme, of x: Span<Float>, _ y: Span<Float>, into z: inout MutableSpan<Float>
) {
  precondition(x.count == z.count && y.count == z.count)
  let count = z.count
  // SAFETY: the function touches `count` scalars of the three spans, which hold as many.
  unsafe withAddresses(x, y, &z) { x, y, z in
    unsafe ghn_extreme(extreme.sign, x, y, z, count)
  }
}

/// dx ← dx + dz where x is the extreme of x and y; half of dz where both are.
///
/// - Precondition: all four hold as many scalars.
package func addGradient(
  of extreme: Extreme, _ x: Span<Float>, _ y: Span<Float>, dz: Span<Float>,
  to dx: inout MutableSpan<Float>
) {
  precondition(x.count == dx.count && y.count == dx.count && dz.count == dx.count)
  let count = dx.count
  // SAFETY: the function touches `count` scalars of the four spans, which hold as many.
  unsafe withAddresses(x, y, dz, &dx) { x, y, dz, dx in
    unsafe ghn_extreme_gradient(extreme.sign, x, y, dz, dx, count)
  }
}

/// z ← x to the power y, element by element.
///
/// - Precondition: all three hold as many scalars.
package func raise(
  _ x: Span<Float>, to y: Span<Float>, into z: inout MutableSpan<Float>
) {
  precondition(x.count == z.count && y.count == z.count)
  let count = z.count
  // SAFETY: the function touches `count` scalars of the three spans, which hold as many.
  unsafe withAddresses(x, y, &z) { x, y, z in unsafe ghn_raise(x, y, z, count) }
}

/// dx ← dx + dz·y·x^(y − 1), the gradient of ``raise(_:to:into:)`` with respect to the base.
///
/// - Precondition: all four hold as many scalars.
package func addBaseGradient(
  _ x: Span<Float>, to y: Span<Float>, dz: Span<Float>, into dx: inout MutableSpan<Float>
) {
  precondition(x.count == dx.count && y.count == dx.count && dz.count == dx.count)
  let count = dx.count
  // SAFETY: the function touches `count` scalars of the four spans, which hold as many.
  unsafe withAddresses(x, y, dz, &dx) { x, y, dz, dx in
    unsafe ghn_raise_base_gradient(x, y, dz, dx, count)
  }
}

/// dy ← dy + dz·xʸ·log x, the gradient of ``raise(_:to:into:)`` with respect to the exponent; 0
/// where x is 0.
///
/// - Precondition: all four hold as many scalars.
package func addExponentGradient(
  _ x: Span<Float>, to y: Span<Float>, dz: Span<Float>, into dy: inout MutableSpan<Float>
) {
  precondition(x.count == dy.count && y.count == dy.count && dz.count == dy.count)
  let count = dy.count
  // SAFETY: the function touches `count` scalars of the four spans, which hold as many.
  unsafe withAddresses(x, y, dz, &dy) { x, y, dz, dy in
    unsafe ghn_raise_exponent_gradient(x, y, dz, dy, count)
  }
}

/// z ← x where the condition is not 0, else y, element by element.
///
/// - Precondition: all four hold as many scalars.
package func select(
  where condition: Span<Float>, _ x: Span<Float>, _ y: Span<Float>,
  into z: inout MutableSpan<Float>
) {
  precondition(condition.count == z.count && x.count == z.count && y.count == z.count)
  for index in z.indices { z[index] = condition[index] != 0 ? x[index] : y[index] }
}

/// dx ← dx + dz where the condition is not 0, or where it is.
///
/// - Precondition: all three hold as many scalars.
package func addSelected(
  where condition: Span<Float>, is wanted: Bool, _ dz: Span<Float>,
  to dx: inout MutableSpan<Float>
) {
  precondition(condition.count == dx.count && dz.count == dx.count)
  for index in dx.indices where (condition[index] != 0) == wanted { dx[index] += dz[index] }
}
