import ArchDAG
import Autograd
import Tensors

/// Elements that indices name one by one.
extension NetworkRun {
  /// For each place of the indices, the element of x at that place but for the index along an axis.
  ///
  /// Source: ONNX operator `GatherElements`, opset 13.
  func gatherElements(_ operands: Operands, axis: Int) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let (places, extents) = try places(in: x, alongAxis: axis, operands)
    let flat = x.stated.reshaped(to: [x.count])
    return ArrangedVariable(
      flat.gathered(indices: places, axis: 0).reshaped(to: Shape(extents)))
  }

  /// x with other numbers in some places, the last one where a place is named twice; or with all of
  /// them combined with what stands there.
  ///
  /// Source: ONNX operators `ScatterElements` and `ScatterND`, opset 18.
  func scatter(
    _ operands: Operands, axis: Int?, combining combination: ScatterCombination?
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let numbers = try operands[2]
    let places: [Int]
    if let axis {
      let (found, extents) = try self.places(in: x, alongAxis: axis, operands)
      guard extents == numbers.extents else {
        throw operands.misfit("numbers \(extents)", found: "\(numbers.extents)")
      }
      places = found
    } else {
      places = try placesOfBlocks(in: x, for: numbers, operands)
    }
    // Where each element comes from: x, or the numbers behind it.
    var sources = Array(0..<x.count)
    for (number, place) in places.enumerated() { sources[place] = x.count + number }
    var all = concatenated(
      [x.stated.reshaped(to: [x.count]), numbers.stated.reshaped(to: [numbers.count])],
      alongAxis: 0)
    if let combination, !places.isEmpty {
      // What stands in a place, then the numbers that are put there; the result of each group.
      let groups = Dictionary(grouping: places.indices) { places[$0] }.sorted { $0.key < $1.key }
      let combined = all.combined(
        groups.map { place, numbers in [place] + numbers.map { x.count + $0 } }, by: combination)
      for (index, group) in groups.enumerated() { sources[group.key] = x.count + index }
      all = concatenated([x.stated.reshaped(to: [x.count]), combined], alongAxis: 0)
    }
    return ArrangedVariable(
      all.gathered(indices: sources, axis: 0).reshaped(to: Shape(x.extents)))
  }

  /// Where the elements lie in memory that indices (operand 1) name along an axis, and the indices'
  /// extents.
  private func places(
    in x: ArrangedVariable, alongAxis axis: Int, _ operands: Operands
  ) throws(ExecutionError) -> (places: [Int], extents: [Int]) {
    let axis = try operands.axis(axis, of: x)
    let (indices, extents) = try indices(operands, 1, below: x.extents[axis])
    guard extents.count == x.rank,
      extents.indices.allSatisfy({ $0 == axis || extents[$0] <= x.extents[$0] })
    else { throw operands.misfit("indices for \(x.extents)", found: "\(extents)") }
    let (own, steps) = (rowMajorSteps(extents), rowMajorSteps(x.extents))
    let places = indices.enumerated().map { place, index in
      extents.indices.reduce(0) { sum, dimension in
        let position = dimension == axis ? index : place / own[dimension] % extents[dimension]
        return sum + position * steps[dimension]
      }
    }
    return (places, extents)
  }

  /// Where the elements of blocks lie in memory whose beginnings the last axis of indices (operand 1)
  /// names.
  private func placesOfBlocks(
    in x: ArrangedVariable, for numbers: ArrangedVariable, _ operands: Operands
  ) throws(ExecutionError) -> [Int] {
    let indices = try operands[1]
    guard let depth = indices.extents.last, depth <= x.rank,
      numbers.extents == Array(indices.extents.dropLast() + x.extents[depth...])
    else {
      throw operands.misfit(
        "numbers for indices into \(x.extents)", found: "\(indices.extents), \(numbers.extents)")
    }
    let steps = rowMajorSteps(x.extents)
    let block = x.extents[depth...].reduce(1, *)
    let entries = indices.stated.value.scalars
    var places: [Int] = []
    for first in stride(from: 0, to: entries.count, by: max(1, depth)) {
      var start = 0
      for axis in 0..<depth {
        let number = entries[first + axis]
        guard let whole = Int(exactly: number),
          let position = normalizedAxis(whole, rank: x.extents[axis])
        else { throw operands.misfit("indices below \(x.extents[axis])", found: "\(number)") }
        start += position * steps[axis]
      }
      places += start..<start + block
    }
    guard places.count == numbers.count else {
      throw operands.misfit("\(places.count) numbers", found: "\(numbers.extents)")
    }
    return places
  }

  /// How far apart neighbors along each axis lie in memory.
  private func rowMajorSteps(_ extents: [Int]) -> [Int] {
    var steps = [Int](repeating: 1, count: extents.count)
    for axis in extents.indices.dropLast().reversed() {
      steps[axis] = steps[axis + 1] * extents[axis + 1]
    }
    return steps
  }
}
