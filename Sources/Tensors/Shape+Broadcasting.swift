extension Shape {
  /// The shape that elementwise operators give operands of these two shapes; `nil` if they do not
  /// fit: counted from the last axis, extents are equal or one of them is 1 or missing.
  ///
  /// Source: ONNX, multidirectional broadcasting.
  public func broadcast(with other: Shape) -> Shape? {
    var extents = rank >= other.rank ? self.extents : other.extents
    let shorter = rank >= other.rank ? other.extents : self.extents
    for (axis, extent) in zip(extents.indices.suffix(shorter.count), shorter) {
      if extents[axis] == 1 {
        extents[axis] = extent
      } else if extent != 1 && extent != extents[axis] {
        return nil
      }
    }
    return Shape(extents)
  }
}
