import Kernels
import Tensors

extension Variable {
  /// z = (x − mean) / √(variance + epsilon) · scale + shift, with the moments of each group of
  /// channels of each image.
  ///
  /// With one group for each channel this is instance normalization.
  ///
  /// - Gradient: with u = (x − mean) / √(variance + epsilon) and g = dz·scale,
  ///   dx = (g − mean(g) − u·mean(g·u)) / √(variance + epsilon), means over the group of the
  ///   image; dscale = Σ dz·u, dshift = Σ dz, sums over all axes but the last.
  ///
  /// - Parameters:
  ///   - groups: into how many groups of neighbors the channels are divided.
  ///   - scale: (channels); `nil` for 1.
  ///   - shift: (channels); `nil` for 0.
  ///   - epsilon: what is added to the variance.
  /// - Returns: the shape of x.
  /// - Precondition: x is (images, …, channels), and the groups divide the channels.
  ///
  /// Source: Wu, He (arXiv:1803.08494), Eq. 1 and 7.
  public func groupNormalized(
    groups: Int, scale: Variable? = nil, shift: Variable? = nil, epsilon: Float = 1e-5
  ) -> Variable {
    let channels = matrixExtents.columns
    precondition(
      shape.rank >= 2 && groups > 0 && channels % groups == 0
        && scale?.shape ?? [channels] == [channels] && shift?.shape ?? [channels] == [channels],
      "normalization of \(shape) in \(groups) groups")
    let x = value
    let normalization = GroupNormalization(
      images: shape[0], channels: channels, groups: groups, epsilon: epsilon,
      scale: scale?.value.scalars ?? [Float](repeating: 1, count: channels),
      shift: shift?.value.scalars ?? [Float](repeating: 0, count: channels))
    let moments = x.withScalars { normalization.moments(of: $0) }
    let z = Tensor(shape: shape) { z in
      x.withScalars { normalization.apply(moments, to: $0, into: &z) }
    }
    guard let tape = commonTape(self, scale, shift) else {
      return Variable(z)
    }
    let slots = (x: slot, scale: scale?.slot, shift: shift?.slot)
    return tape.record(
      z,
      inPlacePullback: { dz, gradients in
        x.withScalars { x in
          var gradient = normalization.gradient(moments, x, dz: dz.span)
          gradients.give(&gradient.scale, to: slots.scale)
          gradients.give(&gradient.shift, to: slots.shift)
          let combinations = gradient.combinations
          gradients.give(
            &dz, to: slots.x,
            changing: { normalization.apply(combinations, x, to: &$0) },
            adding: { normalization.add(combinations, x, $0, to: &$1) })
        }
      })
  }
}
