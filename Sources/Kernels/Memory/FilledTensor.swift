public import Tensors

extension Tensor {
  /// Makes a tensor whose every scalar `fill` writes; what the span holds before is undefined.
  @inlinable
  package init(shape: Shape, filledBy fill: (inout MutableSpan<Float>) -> Void) {
    self.init(shape: shape, scalars: filledScalars(count: shape.count, fill))
  }
}

/// Scalars that `fill` writes, every one of them; what the span holds before is undefined.
@inlinable
package func filledScalars(count: Int, _ fill: (inout MutableSpan<Float>) -> Void) -> [Float] {
  // SAFETY: the capacity is `count`, the span lives no longer than the closure, and `Float` has
  // no invalid bit pattern, so that a scalar that `fill` forgets is merely an arbitrary number.
  unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
    var span = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
    fill(&span)
    filled = count
  }
}
