import Kernels
public import Tensors

extension Variable {
  /// This tensor repeated along axes of extent 1, and along new axes before the first.
  ///
  /// - Gradient: each element of dx is the sum of dz over the places that it was copied to.
  ///
  /// - Precondition: counted from the last axis, each extent is 1 or that of the target.
  ///
  /// Source: ONNX operator `Expand`, opset 13.
  public func expanded(to target: Shape) -> Variable {
    guard target != shape else { return self }
    let missing = target.rank - shape.rank
    precondition(
      missing >= 0
        && shape.extents.indices.allSatisfy {
          shape[$0] == 1 || shape[$0] == target[$0 + missing]
        },
      "\(shape) expanded to \(target)")
    guard target.count != shape.count else { return reshaped(to: target) }
    let dense = StridedCopy.Places(dense: shape.extents).strides
    let strides = target.extents.indices.map { axis in
      axis < missing || shape[axis - missing] == 1 ? 0 : dense[axis - missing]
    }
    return placed(
      in: target,
      by: StridedCopy(
        extents: target.extents, from: .init(strides: strides), to: .init(dense: target.extents)))
  }
}
