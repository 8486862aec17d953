import CKernels

/// z ← x + y, element by element.
///
/// - Precondition: all three hold as many scalars.
package func add(_ x: Span<Float>, _ y: Span<Float>, into z: inout MutableSpan<Float>) {
  precondition(x.count == z.count && y.count == z.count)
  spread(&z) { z, part in
    let count = z.count
    // SAFETY: the function touches `count` scalars of the three spans, which hold as many.
    unsafe withAddresses(x.extracting(part), y.extracting(part), &z) { x, y, z in
      unsafe ghn_sum(x, y, z, count)
    }
  }
}

/// y ← y + a·x, element by element.
///
/// - Precondition: both hold as many scalars.
package func add(_ x: Span<Float>, scaledBy a: Float = 1, to y: inout MutableSpan<Float>) {
  precondition(x.count == y.count, "\(x.count) scalars to \(y.count)")
  spread(&y) { y, part in
    let count = y.count
    // SAFETY: the function touches `count` scalars of both spans, which hold as many.
    unsafe withAddresses(x.extracting(part), &y) { x, y in unsafe ghn_add_scaled(a, x, y, count) }
  }
}

/// y ← a·x, or y + a·x, element by element.
///
/// - Precondition: both hold as many scalars.
package func scale(
  _ x: Span<Float>, by a: Float, into y: inout MutableSpan<Float>, update: Update = .replacing
) {
  precondition(x.count == y.count, "\(x.count) scalars into \(y.count)")
  guard update == .replacing else { return add(x, scaledBy: a, to: &y) }
  spread(&y) { y, part in
    let count = y.count
    // SAFETY: the function touches `count` scalars of both spans, which hold as many.
    unsafe withAddresses(x.extracting(part), &y) { x, y in unsafe ghn_scale(a, 0, x, y, count) }
  }
}

/// x ← a·x, element by element.
package func scale(_ x: inout MutableSpan<Float>, by a: Float) {
  spread(&x) { x, _ in
    // SAFETY: the function touches `count` scalars, and may write where it reads.
    unsafe x.withUnsafeMutableBufferPointer { x in
      unsafe ghn_scale(a, 0, x.baseAddress, x.baseAddress, x.count)
    }
  }
}

/// y ← x + a, element by element.
///
/// - Precondition: both hold as many scalars.
func shift(_ x: Span<Float>, by a: Float, into y: inout MutableSpan<Float>) {
  precondition(x.count == y.count, "\(x.count) scalars into \(y.count)")
  spread(&y) { y, part in
    let count = y.count
    // SAFETY: the function touches `count` scalars of both spans, which hold as many.
    unsafe withAddresses(x.extracting(part), &y) { x, y in unsafe ghn_scale(1, a, x, y, count) }
  }
}

/// z ← x·y, or z + x·y, element by element.
///
/// - Precondition: all three hold as many scalars.
func multiplyElements(
  _ x: Span<Float>, _ y: Span<Float>, into z: inout MutableSpan<Float>, update: Update
) {
  precondition(x.count == z.count && y.count == z.count)
  spread(&z) { z, part in
    let count = z.count
    // SAFETY: the function touches `count` scalars of the three spans, which hold as many.
    unsafe withAddresses(x.extracting(part), y.extracting(part), &z) { x, y, z in
      unsafe ghn_multiply(x, y, z, count, update == .adding ? 1 : 0)
    }
  }
}

/// x ← x·y, element by element.
///
/// - Precondition: both hold as many scalars.
func multiplyElements(_ x: inout MutableSpan<Float>, by y: Span<Float>) {
  precondition(x.count == y.count)
  spread(&x) { x, part in
    let count = x.count
    // SAFETY: the function touches `count` scalars of both spans, and may write where it reads.
    unsafe withAddresses(y.extracting(part), &x) { y, x in unsafe ghn_multiply(y, x, x, count, 0) }
  }
}

/// y ← x.
///
/// - Precondition: both hold as many scalars.
package func copy(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
  precondition(x.count == y.count, "\(x.count) scalars into \(y.count)")
  spread(&y) { y, part in
    let count = y.count
    // SAFETY: both hold `count` scalars.
    unsafe withAddresses(x.extracting(part), &y) { x, y in
      guard let source = unsafe x, let target = unsafe y else { return }
      unsafe target.update(from: source, count: count)
    }
  }
}
