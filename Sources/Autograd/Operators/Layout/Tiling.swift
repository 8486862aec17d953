import Kernels
public import Tensors

extension Variable {
  /// This tensor cropped where it is larger than `target`, and repeated where it is smaller:
  /// element `i` of every axis is element `i mod extent` of this one.
  ///
  /// - Gradient: each element of dx is the sum of dz over the positions that it was copied to.
  ///
  /// - Precondition: both have the same rank, and this is empty only if the target is.
  public func tiled(to target: Shape) -> Variable {
    guard target != shape else { return self }
    let tiling = Tiling(of: shape, to: target)
    let z = Tensor(shape: target) { z in
      value.withScalars { tiling.write($0, range: 0..<target.count, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { dz, gradients in
      gradients.update(slot) { tiling.addGradient(dz, to: &$0) }
    }
  }
}
