/// How tensors of different shapes meet element by element.
///
/// The one home of the rule: counted from the last axis, extents are equal, or one of them
/// is 1 or missing, and is repeated.
///
/// Source: ONNX, multidirectional broadcasting.
public enum Broadcasting {
  /// The extent of an axis of which two tensors have these; `nil` if they do not fit.
  public static func extent(_ x: Int, _ y: Int) -> Int? {
    x == 1 ? y : y == 1 || x == y ? x : nil
  }

  /// The extents of two tensors together; `nil` if they do not fit.
  public static func extents(_ x: [Int], _ y: [Int]) -> [Int]? {
    let (longer, shorter) = x.count >= y.count ? (x, y) : (y, x)
    var extents = longer
    for (axis, extent) in zip(longer.indices.suffix(shorter.count), shorter) {
      guard let together = Self.extent(longer[axis], extent) else { return nil }
      extents[axis] = together
    }
    return extents
  }

  /// How far apart in a dense tensor the elements lie that neighbors of a larger one meet, for each
  /// axis of the larger: 0 where they meet the same.
  ///
  /// - Parameters:
  ///   - small: the extents of the tensor that is repeated.
  ///   - large: the extents that it is repeated to.
  /// - Returns: `nil` if the larger one would have to be repeated, too, or they do not fit.
  public static func strides(of small: [Int], in large: [Int]) -> [Int]? {
    guard extents(small, large) == large else { return nil }
    let missing = large.count - small.count
    var strides = [Int](repeating: 0, count: large.count)
    var stride = 1
    for axis in small.indices.reversed() {
      if small[axis] != 1 { strides[axis + missing] = stride }
      // Overflows only where the tensor has no elements, and nobody asks where they lie.
      stride &*= small[axis]
    }
    return strides
  }
}

extension Shape {
  /// The shape that elementwise operators give operands of these two shapes, as ``Broadcasting``
  /// says; `nil` if they do not fit.
  public func broadcast(with other: Shape) -> Shape? {
    Broadcasting.extents(extents, other.extents).map(Shape.init)
  }
}
