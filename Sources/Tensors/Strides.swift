/// How far apart the neighbors along each axis of a dense tensor lie, whose last axis is innermost.
///
/// - Parameter extents: the extents of the tensor.
/// - Returns: a stride for each axis, that of the last one 1.
/// - Precondition: the product of all extents but the first is an `Int`.
package func rowMajorStrides(of extents: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: extents.count)
  for axis in extents.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * extents[axis + 1]
  }
  return strides
}
