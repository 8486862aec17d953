import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Lays elements out as the other operands say.
  ///
  /// Each is the operation whose attributes these numbers are, so that both follow the same rules.
  mutating func arrange(
    _ operation: Operation, at index: Int, _ operands: Operands, _ arrangement: RuntimeArrangement,
    axis: Int
  ) throws(ExecutionError) -> [ArrangedVariable] {
    let x = try operands[0]
    let first = try operands.integers(1)
    let kind: OperationKind
    switch arrangement {
    case .reshape, .reshapeToZeros:
      let target = first.enumerated().map { axis, extent in
        extent == 0 && arrangement == .reshape && axis < x.rank ? x.extents[axis] : extent
      }
      kind = .reshape(extents: target)
    case .squeeze: kind = .squeeze(axes: first)
    case .unsqueeze: kind = .unsqueeze(axes: first)
    case .slice: kind = .slice(try slices(operands, starts: first))
    case .split: kind = .split(axis: axis, extents: first)
    case .expand: return [try expand(x, to: first, operands)]
    case .tile: return [try tile(x, first, operands)]
    case .pad: kind = .border(.constant(try borderNumber(operands)), amounts: try amounts(operands))
    case .padEdge: kind = .border(.edge, amounts: try amounts(operands))
    case .padReflect: kind = .border(.reflect, amounts: try amounts(operands))
    case .padWrap: kind = .border(.wrap, amounts: try amounts(operands))
    }
    // No extents are stated for it, from which a batch could have grown.
    let told = Operation(
      name: operation.name, kind: kind, inputs: [nil], outputs: operation.outputs)
    return try results(of: told, at: index, operands)
  }

  private func slices(
    _ operands: Operands, starts: [Int]
  ) throws(ExecutionError) -> [AxisSlice] {
    let ends = try operands.integers(2)
    let axes = operands.optional(3) == nil ? Array(starts.indices) : try operands.integers(3)
    let steps =
      operands.optional(4) == nil ? starts.map { _ in 1 } : try operands.integers(4)
    guard [ends.count, axes.count, steps.count].allSatisfy({ $0 == starts.count }),
      !steps.contains(0)
    else {
      throw operands.misfit("as many starts, ends, axes and steps", found: "\(starts), \(ends)")
    }
    return starts.indices.map {
      AxisSlice(axis: axes[$0], start: starts[$0], end: ends[$0], step: steps[$0])
    }
  }

  private func borderNumber(_ operands: Operands) throws(ExecutionError) -> Float {
    guard let value = operands.optional(2) else { return 0 }
    guard value.count == 1 else {
      throw operands.misfit("one number for the border", found: "\(value.extents)")
    }
    return value.variable.value.scalars[0]
  }

  /// The amounts for all axes, where the operands name some.
  private func amounts(_ operands: Operands) throws(ExecutionError) -> [Int] {
    let stated = try operands.integers(1)
    guard operands.optional(3) != nil else { return stated }
    let x = try operands[0]
    let axes = try operands.integers(3)
    guard stated.count == 2 * axes.count else {
      throw operands.misfit("two amounts for each of \(axes)", found: "\(stated)")
    }
    var amounts = [Int](repeating: 0, count: 2 * x.rank)
    for (index, axis) in axes.enumerated() {
      let axis = try operands.axis(axis, of: x)
      amounts[axis] = stated[index]
      amounts[axis + x.rank] = stated[index + axes.count]
    }
    return amounts
  }

  private func expand(
    _ x: ArrangedVariable, to target: [Int], _ operands: Operands
  ) throws(ExecutionError) -> ArrangedVariable {
    let padded = x.padded(toRank: max(target.count, x.rank))
    var extents = padded.extents
    for (axis, wanted) in zip(extents.indices.suffix(target.count), target) where wanted != 1 {
      guard wanted >= 0, extents[axis] == 1 || extents[axis] == wanted else {
        throw operands.misfit("extents that are equal or 1", found: "\(x.extents) and \(target)")
      }
      extents[axis] = wanted
    }
    try limits.check(extents, of: operands.operation)
    return padded.expanded(to: extents)
  }

  /// Source: ONNX operator `Tile`, opset 13.
  private func tile(
    _ x: ArrangedVariable, _ repeats: [Int], _ operands: Operands
  ) throws(ExecutionError) -> ArrangedVariable {
    guard repeats.count == x.rank, repeats.allSatisfy({ $0 >= 0 }) else {
      throw operands.misfit("a number for each of \(x.rank) axes", found: "\(repeats)")
    }
    var target: [Int] = []
    for (extent, count) in zip(x.extents, repeats) {
      let (product, overflow) = extent.multipliedReportingOverflow(by: count)
      target.append(overflow ? .max : product)
    }
    try limits.check(target, of: operands.operation)
    var result = x
    for (axis, count) in repeats.enumerated() where count != 1 {
      let extent = x.extents[axis]
      let positions = (0..<target[axis]).map { $0 % max(1, extent) }
      result = result.map {
        $0.gathered(indices: positions, axis: result.order.memoryAxis(of: axis))
      }
    }
    return result
  }

  /// Source: ONNX operator `GatherND`, opset 13.
  func gatherND(
    _ operation: Operation, _ operands: Operands, batchAxes: Int
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let xExtents = x.extents
    let (numbers, indexExtents) = blockIndices(
      try operands[1], states: operation.inputs[1],
      ofImages: batchAxes == 0 && operands.mayHoldImages(0, along: 0) ? xExtents.first : nil)
    let kind = OperationKind.gatherND(batchAxes: batchAxes)
    let result = kind.resultExtents(
      of: [xExtents.map(Optional.some), indexExtents.map(Optional.some)])[0]?.compactMap(\.self)
    guard let result, let depth = indexExtents.last,
      xExtents.prefix(batchAxes) == indexExtents.prefix(batchAxes)
    else {
      throw operands.misfit(
        "indices that fit behind \(batchAxes) axes", found: "\(xExtents) and \(indexExtents)")
    }
    let picked = xExtents[batchAxes..<batchAxes + depth]
    let block = xExtents[(batchAxes + depth)...].reduce(1, *)
    let batches = xExtents.prefix(batchAxes).reduce(1, *)
    let count = depth == 0 ? indexExtents.dropLast().reduce(1, *) : numbers.count / depth
    var rows: [Int] = []
    for entry in 0..<count {
      // Which batch an entry is of follows from its index.
      var row = batches == 0 ? 0 : entry / max(1, count / batches)
      for (axis, extent) in picked.enumerated() {
        let number = numbers[entry * depth + axis]
        guard let whole = Int(exactly: number), let position = normalizedAxis(whole, rank: extent)
        else { throw operands.misfit("indices below \(extent)", found: "\(number)") }
        row = row * extent + position
      }
      rows.append(row)
    }
    let table = x.stated.reshaped(to: [batches * picked.reduce(1, *), block])
    return ArrangedVariable(table.rows(at: rows).reshaped(to: Shape(result)))
  }
}
