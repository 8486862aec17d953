import Kernels
public import Tensors

extension Variable {
  /// This tensor repeated along axes of extent 1, and along new axes before the first.
  ///
  /// - Gradient: each element of dx is the sum of dz over the positions that it was copied to.
  ///
  /// - Precondition: counted from the last axis, each extent is 1 or that of the target.
  ///
  /// Source: ONNX operator `Expand`, opset 13.
  public func expanded(to target: Shape) -> Variable {
    guard target != shape else { return self }
    guard let strides = Broadcasting.strides(of: shape.extents, in: target.extents) else {
      preconditionFailure("\(shape) expanded to \(target)")
    }
    guard target.count != shape.count else { return reshaped(to: target) }
    return copied(
      in: target,
      by: StridedCopy(
        extents: target.extents, from: .init(strides: strides), to: .init(dense: target.extents)))
  }
}
