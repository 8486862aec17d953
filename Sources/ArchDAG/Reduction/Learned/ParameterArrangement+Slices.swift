extension ParameterArrangement {
  /// The parts of each axis that slices keep.
  func sliced(_ slices: [AxisSlice]) -> ParameterArrangement? {
    var result = self
    for slice in slices {
      guard let axis = normalizedAxis(slice.axis, rank: extents.count) else { return nil }
      let positions = slice.positions(of: extents[axis])
      let count = slice.count(of: extents[axis])
      var iterator = positions.makeIterator()
      guard count > 0, let first = iterator.next() else { return nil }
      let step = iterator.next().map { $0 - first } ?? 1
      guard let cut = result.sliced(axis: axis, start: first, step: step, count: count) else {
        return nil
      }
      result = cut
    }
    return result
  }
}
