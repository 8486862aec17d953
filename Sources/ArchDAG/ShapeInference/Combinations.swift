import Tensors

/// The extents of two tensors combined element by element, as far as they are known; where they do
/// not fit, those of the left one.
func broadcastExtents(_ left: Extents?, _ right: Extents?) -> Extents? {
  guard let left, let right else { return nil }
  let rank = max(left.count, right.count)
  return (0..<rank).map { axis in
    let a = axis < rank - left.count ? 1 : left[axis - (rank - left.count)]
    let b = axis < rank - right.count ? 1 : right[axis - (rank - right.count)]
    // What is not known is taken to fit.
    guard let a else { return b == 1 ? nil : b }
    guard let b else { return a == 1 ? nil : a }
    return Broadcasting.extent(a, b) ?? a
  }
}

/// The extents of (…, M, K) · (…, K, N); a vector is one row on the left, one column on the right,
/// and the result lacks that axis.
func productExtents(_ left: Extents?, _ right: Extents?) -> Extents? {
  guard let left, let right, !left.isEmpty, !right.isEmpty else { return nil }
  if left.count == 1 {
    guard var result = productExtents([1] + left, right) else { return nil }
    result.remove(at: right.count == 1 ? result.count - 1 : result.count - 2)
    return result
  }
  if right.count == 1 { return productExtents(left, right + [1])?.dropLast() }
  guard let batch = broadcastExtents(left.dropLast(2), right.dropLast(2)) else { return nil }
  return batch + [left[left.count - 2], right[right.count - 1]]
}

/// The extents of tensors put behind one another along `axis`.
func concatenationExtents(_ operands: [Extents?], axis: Int) -> Extents? {
  guard var result = operands.lazy.compactMap(\.self).first,
    let axis = normalizedAxis(axis, rank: result.count)
  else { return nil }
  var total: Int? = 0
  for operand in operands {
    guard let operand, operand.count == result.count else {
      total = nil
      continue
    }
    for other in result.indices where result[other] == nil { result[other] = operand[other] }
    if let sum = total, let extent = operand[axis] {
      let (next, overflow) = sum.addingReportingOverflow(extent)
      total = overflow ? nil : next
    } else {
      total = nil
    }
  }
  result[axis] = total
  return result
}

/// The extents with `axis` replaced by those of the indices.
func gatherExtents(_ x: Extents?, indices: Extents?, axis: Int) -> Extents? {
  guard let x, let indices, let axis = normalizedAxis(axis, rank: x.count) else { return nil }
  return x[..<axis] + indices + x[(axis + 1)...]
}

/// The extents of what the last axis of the indices names, behind axes that both share.
func gatherNDExtents(_ x: Extents?, indices: Extents?, batchAxes: Int) -> Extents? {
  guard let x, let indices, case let depth?? = indices.last, batchAxes >= 0,
    depth >= 0, depth <= x.count, batchAxes <= x.count - depth, batchAxes < indices.count
  else { return nil }
  return indices.dropLast() + x[(batchAxes + depth)...]
}

/// The extents with averaged axes of extent 1, or without them.
func meanExtents(_ x: Extents, axes: [Int], keepsAxes: Bool) -> Extents? {
  let averaged = axes.compactMap { normalizedAxis($0, rank: x.count) }
  guard averaged.count == axes.count else { return nil }
  if keepsAxes { return x.indices.map { averaged.contains($0) ? 1 : x[$0] } }
  return x.indices.filter { !averaged.contains($0) }.map { x[$0] }
}
