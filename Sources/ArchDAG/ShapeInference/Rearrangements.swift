/// The extents after `Reshape`; one that is −1 is what the others leave.
package func reshapeExtents(_ x: Extents?, to target: [Int]) -> Extents {
  guard target.contains(-1) else { return target }
  let others = product(target.lazy.filter { $0 != -1 }.map(Optional.some))
  var inferred: Int?
  if let x, let count = product(x), let others, others > 0, count % others == 0 {
    inferred = count / others
  }
  return target.map { $0 == -1 ? inferred : $0 }
}

/// The extents after `Flatten`: the axes before `axis`, and the others.
func flattenExtents(_ x: Extents, axis: Int) -> Extents? {
  guard axis >= -x.count, axis <= x.count else { return nil }
  let cut = axis < 0 ? axis + x.count : axis
  return [product(x[..<cut]), product(x[cut...])]
}

/// The extents without the axes, or without all of extent 1.
func squeezeExtents(_ x: Extents, axes: [Int]) -> Extents? {
  if axes.isEmpty { return x.contains(nil) ? nil : x.filter { $0 != 1 } }
  let removed = axes.compactMap { normalizedAxis($0, rank: x.count) }
  guard removed.count == axes.count else { return nil }
  return x.indices.filter { !removed.contains($0) }.map { x[$0] }
}

/// The extents with axes of extent 1 added, where `axes` count in the result.
func unsqueezeExtents(_ x: Extents, axes: [Int]) -> Extents? {
  let rank = x.count + axes.count
  let added = axes.compactMap { normalizedAxis($0, rank: rank) }.sorted()
  guard Set(added).count == axes.count else { return nil }
  var result = x
  for axis in added { result.insert(1, at: axis) }
  return result
}

/// The extents with a border; unknown where the amounts are.
func padExtents(_ x: Extents, amounts: [Int]?) -> Extents? {
  guard let amounts, amounts.count == 2 * x.count else {
    return Array(repeating: nil, count: x.count)
  }
  return x.indices.map { axis in
    x[axis].flatMap { extent in
      let (front, frontOverflow) = extent.addingReportingOverflow(amounts[axis])
      let (both, bothOverflow) = front.addingReportingOverflow(amounts[axis + x.count])
      return frontOverflow || bothOverflow || both < 0 ? nil : both
    }
  }
}

/// The extents that are left of each axis.
func sliceExtents(_ x: Extents, _ slices: [AxisSlice]) -> Extents {
  var result = x
  for slice in slices {
    guard let axis = normalizedAxis(slice.axis, rank: x.count) else { continue }
    result[axis] = x[axis].map { slice.count(of: $0) }
  }
  return result
}

extension AxisSlice {
  /// How many of `extent` positions the slice keeps.
  package func count(of extent: Int) -> Int {
    let (first, end, step) = bounds(of: extent)
    let span = step > 0 ? end - first : first - end
    return span > 0 ? (span - 1) / abs(step) + 1 : 0
  }

  /// The positions that the slice keeps of an axis of `extent` elements, in order.
  package func positions(of extent: Int) -> StrideTo<Int> {
    let (first, end, step) = bounds(of: extent)
    return stride(from: first, to: end, by: step)
  }

  /// The slice with its ends within the axis.
  ///
  /// Source: ONNX operator `Slice`, opset 13.
  private func bounds(of extent: Int) -> (first: Int, end: Int, step: Int) {
    guard extent > 0, step != 0 else { return (0, 0, 1) }
    let range = step > 0 ? 0...extent : -1...(extent - 1)
    let first = clamp(start, of: extent, to: step > 0 ? range : 0...(extent - 1))
    // A step beyond the axis keeps one position, as a step of the axis' extent does.
    return (first, clamp(end, of: extent, to: range), max(-extent, min(extent, step)))
  }

  private func clamp(_ position: Int, of extent: Int, to range: ClosedRange<Int>) -> Int {
    min(max(position < 0 ? position + extent : position, range.lowerBound), range.upperBound)
  }
}

/// The extents of the parts of a cut along `axis`.
func splitExtents(_ x: Extents?, axis: Int, parts: [Int]?, count: Int) -> [Extents?] {
  guard let x, let axis = normalizedAxis(axis, rank: x.count) else {
    return Array(repeating: nil, count: count)
  }
  return (0..<count).map { part in
    var result = x
    if let parts {
      result[axis] = parts.indices.contains(part) ? parts[part] : nil
    } else {
      // Equal parts, the last one smaller if need be.
      result[axis] = x[axis].map { extent in
        let chunk = extent / count + (extent % count == 0 ? 0 : 1)
        return max(0, min(chunk, extent - part * chunk))
      }
    }
    return result
  }
}
