import Tensors

/// What operations make of learned values whose elements they move.
extension LearnedValues {
  /// What becomes of a value whose elements are moved.
  func movedResults(
    of operation: Operation, _ x: LearnedValue, by movement: Movement
  ) -> [LearnedValue?] {
    let extents = inferredExtents(of: operation, x)
    let isWidened = !widened.isDisjoint(with: x.arrangement?.parameters ?? [])
    switch movement {
    case .unmoved:
      return [x]
    case .transposed(let permutation):
      return [x.moved(to: extents[0]) { $0.transposed(permutation) }]
    case .reshaped:
      return [x.moved(to: extents[0]) { $0.reshaped(to: extents[0] ?? []) }]
    case .repeated:
      return [x.moved(to: extents[0]) { $0.expanded(to: extents[0] ?? []) }]
    case .cut(let slices):
      if isWidened { return [x] }
      return [x.moved(to: extents[0]) { $0.sliced(slices) }]
    case .divided(let axis):
      if isWidened { return operation.outputs.map { _ in x } }
      return partsOfSplit(x, axis: axis, extents)
    case .otherwise:
      return extents.map { x.measure(extents: $0) }
    }
  }

  private func partsOfSplit(
    _ x: LearnedValue, axis: Int, _ extents: [[Int]?]
  ) -> [LearnedValue?] {
    var start = 0
    return extents.map { extents in
      guard let extents, let axis = normalizedAxis(axis, rank: extents.count),
        0...Bounds.elements ~= extents[axis]
      else { return x.measure(extents: extents) }
      defer { start += extents[axis] }
      return x.moved(to: extents) {
        $0.sliced(axis: axis, start: start, step: 1, count: extents[axis])
      }
    }
  }

  /// Rows that constant indices pick, if these are one number or follow one another evenly.
  func picked(_ operation: Operation, _ operands: [LearnedValue]) -> LearnedValue? {
    let x = operands[0]
    if case .scatter(_, combining: nil) = operation.kind {
      // Constants stand instead of some elements, as zeros in that of the keys' bias.
      return operands.dropFirst().allSatisfy(\.isConstant) ? x : measure(operation, operands)
    }
    guard case .gather(let axis) = operation.kind, operation.inputs.count == 2,
      let indices = operation.inputs[1],
      case .constant(.integers(let numbers)) = architecture[indices].origin,
      let extents = x.extents, let axis = normalizedAxis(axis, rank: extents.count),
      let rank = architecture[indices].extents?.count, rank <= 1, !numbers.isEmpty
    else { return measure(operation, operands) }
    if !widened.isDisjoint(with: x.arrangement?.parameters ?? []) { return x }
    let positions = numbers.map { $0 < 0 ? $0 + extents[axis] : $0 }
    guard positions.allSatisfy({ 0..<extents[axis] ~= $0 }) else {
      return measure(operation, operands)
    }
    let step = positions.count > 1 ? positions[1] - positions[0] : 1
    let isEven = positions.enumerated().allSatisfy { $1 == positions[0] + $0 * step }
    guard isEven, step != 0 else { return measure(operation, operands) }
    var result = extents
    if rank == 0 { result.remove(at: axis) } else { result[axis] = positions.count }
    return x.moved(to: result) { arrangement in
      arrangement.sliced(axis: axis, start: positions[0], step: step, count: positions.count)?
        .reshaped(to: result)
    }
  }

  /// Values one behind the other along an axis.
  func joined(_ operation: Operation, _ operands: [LearnedValue]) -> LearnedValue? {
    guard case .concatenation(let axis) = operation.kind else { return nil }
    let arrangements = operands.compactMap(\.arrangement)
    let learned = operands.filter { !$0.isConstant }
    let (factors, offsets) = (Set(learned.map(\.factor)), Set(learned.map(\.offset)))
    guard arrangements.count == operands.count, let rank = arrangements.first?.extents.count,
      let axis = normalizedAxis(axis, rank: rank), factors.count <= 1, offsets.count <= 1,
      operands.allSatisfy({ $0.lengths.isEmpty }),
      let whole = ParameterArrangement.joined(arrangements, axis: axis)
    else { return measure(operation, operands) }
    var result = LearnedValue(extents: whole.extents, arrangement: whole)
    (result.factor, result.offset) = (factors.first ?? 1, offsets.first ?? 0)
    for operand in operands {
      result.others.merge(operand.others) { first, _ in first }
      result.measured.formUnion(operand.measured)
    }
    return result
  }

  private func inferredExtents(of operation: Operation, _ operand: LearnedValue) -> [[Int]?] {
    let extents = operand.extents?.map(Optional.some)
    let inferred = operation.kind.resultExtents(
      of: [extents], resultCount: operation.outputs.count)
    return zip(operation.outputs, inferred).map { output, inferred in
      let known = inferred?.compactMap(\.self)
      return known?.count == inferred?.count ? known ?? knownExtents(output) : knownExtents(output)
    }
  }
}
