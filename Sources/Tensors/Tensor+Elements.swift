extension Tensor {
  /// The number at a position: an index for each axis, the outermost first.
  ///
  /// ```swift
  /// let weight = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
  /// print(weight[1, 0])  // 4.0
  /// ```
  ///
  /// - Precondition: there is an index for each axis, from 0 and below its extent.
  public subscript(indices: Int...) -> Float {
    precondition(
      indices.count == shape.rank
        && zip(indices, shape.extents).allSatisfy { $0 >= 0 && $0 < $1 },
      "the position \(indices) in a tensor of shape \(shape)")
    let index = zip(indices, shape.extents).reduce(0) { $0 * $1.1 + $1.0 }
    return withScalars { $0[index] }
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first numbers, such as `Tensor (2, 3): 1.0, 2.0, 3.0, 4.0, …`.
  public var description: String {
    let shownCount = 4
    let shown = withScalars { scalars in
      scalars.indices.prefix(shownCount).map { "\(scalars[$0])" }
    }
    return "Tensor \(shape): "
      + (shown + (shape.count > shownCount ? ["…"] : [])).joined(separator: ", ")
  }
}
