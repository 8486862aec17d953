import ArchDAG
import Autograd
import Tensors

/// Elements that indices name one by one.
extension NetworkRun {
  /// For each element of the indices, that of x at the same position but for the index along an axis.
  ///
  /// Source: ONNX operator `GatherElements`, opset 13.
  func gatherElements(_ operands: Operands, axis: Int) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let (offsets, extents) = try elementOffsets(in: x, alongAxis: axis, operands)
    let flat = x.stated.reshaped(to: [x.count])
    return ArrangedVariable(
      flat.gathered(indices: offsets, axis: 0).reshaped(to: Shape(extents)))
  }

  /// x with other numbers for some elements, the last one where an element is named twice; or with
  /// all of them combined with it.
  ///
  /// Source: ONNX operators `ScatterElements` and `ScatterND`, opset 18.
  func scatter(
    _ operands: Operands, axis: Int?, combining combination: ScatterCombination?
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let numbers = try operands[2]
    let offsets: [Int]
    if let axis {
      let (found, extents) = try elementOffsets(in: x, alongAxis: axis, operands)
      guard extents == numbers.extents else {
        throw operands.misfit("numbers \(extents)", found: "\(numbers.extents)")
      }
      offsets = found
    } else {
      offsets = try blockOffsets(in: x, for: numbers, operands)
    }
    // Where each element comes from: x, or the numbers behind it.
    var sources = Array(0..<x.count)
    for (number, offset) in offsets.enumerated() { sources[offset] = x.count + number }
    var all = concatenated(
      [x.stated.reshaped(to: [x.count]), numbers.stated.reshaped(to: [numbers.count])],
      alongAxis: 0)
    if let combination, !offsets.isEmpty {
      // An element, then the numbers that replace it; the result of each group.
      let groups = Dictionary(grouping: offsets.indices) { offsets[$0] }.sorted { $0.key < $1.key }
      let combined = all.combined(
        groups.map { offset, numbers in [offset] + numbers.map { x.count + $0 } }, by: combination)
      for (index, group) in groups.enumerated() { sources[group.key] = x.count + index }
      all = concatenated([x.stated.reshaped(to: [x.count]), combined], alongAxis: 0)
    }
    return ArrangedVariable(
      all.gathered(indices: sources, axis: 0).reshaped(to: Shape(x.extents)))
  }

  /// Where the elements lie in memory that indices (operand 1) name along an axis, and the indices'
  /// extents.
  private func elementOffsets(
    in x: ArrangedVariable, alongAxis axis: Int, _ operands: Operands
  ) throws(ExecutionError) -> (offsets: [Int], extents: [Int]) {
    let axis = try operands.axis(axis, of: x)
    let (indices, extents) = try indices(operands, 1, below: x.extents[axis])
    guard extents.count == x.rank,
      extents.indices.allSatisfy({ $0 == axis || extents[$0] <= x.extents[$0] })
    else { throw operands.misfit("indices for \(x.extents)", found: "\(extents)") }
    let (own, steps) = (rowMajorStrides(of: extents), rowMajorStrides(of: x.extents))
    let offsets = indices.enumerated().map { element, index in
      extents.indices.reduce(0) { sum, dimension in
        let position = dimension == axis ? index : element / own[dimension] % extents[dimension]
        return sum + position * steps[dimension]
      }
    }
    return (offsets, extents)
  }

  /// Where the elements of blocks lie in memory whose beginnings the last axis of indices (operand 1)
  /// names.
  private func blockOffsets(
    in x: ArrangedVariable, for numbers: ArrangedVariable, _ operands: Operands
  ) throws(ExecutionError) -> [Int] {
    let (entries, extents) = blockIndices(
      try operands[1],
      ofImages: operands.mayHoldImages(0, along: 0) ? numbers.extents.first : nil)
    guard let depth = extents.last, depth <= x.rank,
      numbers.extents == Array(extents.dropLast() + x.extents[depth...])
    else {
      throw operands.misfit(
        "numbers for indices into \(x.extents)", found: "\(extents), \(numbers.extents)")
    }
    let steps = rowMajorStrides(of: x.extents)
    let block = x.extents[depth...].reduce(1, *)
    var offsets: [Int] = []
    for first in stride(from: 0, to: entries.count, by: max(1, depth)) {
      var start = 0
      for axis in 0..<depth {
        let number = entries[first + axis]
        guard let whole = Int(exactly: number),
          let position = normalizedAxis(whole, rank: x.extents[axis])
        else { throw operands.misfit("indices below \(x.extents[axis])", found: "\(number)") }
        start += position * steps[axis]
      }
      offsets += start..<start + block
    }
    guard offsets.count == numbers.count else {
      throw operands.misfit("\(offsets.count) numbers", found: "\(numbers.extents)")
    }
    return offsets
  }

  /// The numbers of indices of blocks, and their extents.
  ///
  /// Where a file states them for its batch, and the first index of each is the number of its image, they are
  /// those for the batch at hand. So are those that data tell of each image in a file of one, whose number is
  /// 0.
  func blockIndices(
    _ indices: ArrangedVariable, states value: ValueID? = nil, ofImages count: Int?
  ) -> (numbers: [Float], extents: [Int]) {
    var numbers = indices.stated.value.scalars
    let extents = indices.extents
    if growsByImages(indices, states: value), count == batch.actual, let depth = extents.last,
      depth > 0, extents.count > 1, !numbers.isEmpty, numbers.count % batch.actual == 0
    {
      let image = numbers.count / batch.actual
      let firsts = stride(from: 0, to: numbers.count, by: depth)
      guard firsts.allSatisfy({ numbers[$0] == 0 }) else { return (numbers, extents) }
      for first in firsts { numbers[first] = Float(first / image) }
      return (numbers, extents)
    }
    guard batch.actual != batch.stated, extents.count > 1, extents.first == batch.stated,
      count == batch.actual, let depth = extents.last, depth > 0, !numbers.isEmpty
    else { return (numbers, extents) }
    let image = numbers.count / batch.stated
    func number(_ index: Int, ofImage image: Int) -> Float {
      index % depth == 0 ? Float(image) : numbers[index]
    }
    guard
      numbers.enumerated().allSatisfy({ $1 == number($0 % image, ofImage: $0 / image) })
    else { return (numbers, extents) }
    return (
      (0..<batch.actual).flatMap { index in (0..<image).map { number($0, ofImage: index) } },
      [batch.actual] + extents.dropFirst()
    )
  }
}
