import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Another shape for the same elements.
  ///
  /// Source: ONNX operator `Reshape`, opset 14.
  func reshape(
    _ operation: Operation, _ operands: Operands, to target: [Int]?
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let target = target ?? statedExtents(of: operation).map { $0 ?? -1 }
    let stated = operation.inputs[0].flatMap { architecture[$0].extents }
    let grown = stated.flatMap {
      grownTarget(target, stated: $0, actual: x.extents, batch: batch.stated)
    }
    let extents =
      grown ?? reshapeExtents(x.extents.map(Optional.some), to: target).compactMap(\.self)
    guard extents.count == target.count, let shape = Shape(checking: extents),
      shape.count == x.count
    else { throw operands.misfit("\(x.count) numbers as \(target)", found: "\(x.extents)") }
    return x.reshaped(to: extents)
  }

  func flatten(_ operands: Operands, axis: Int) throws(ExecutionError) -> ArrangedVariable {
    try reshapeByRule(.flatten(axis: axis), operands)
  }

  /// A reshaping whose result follows from the operand's extents alone.
  func reshapeByRule(
    _ kind: OperationKind, _ operands: Operands
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let result = kind.resultExtents(of: [x.extents.map(Optional.some)])[0]?.compactMap(\.self)
    guard let result, let shape = Shape(checking: result), shape.count == x.count else {
      throw operands.misfit("axes that \(kind.name) can change", found: "\(x.extents)")
    }
    return x.reshaped(to: result)
  }

  func transpose(
    _ operands: Operands, _ permutation: [Int]
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    guard permutation.sorted() == Array(0..<x.rank) else {
      throw operands.misfit("an order of \(x.rank) axes", found: "\(permutation)")
    }
    return x.transposed(permutation)
  }

  /// Repeats along axes of extent 1; a target that states the file's batch means that at hand.
  ///
  /// Source: ONNX operator `Expand`, opset 13.
  func expand(
    _ operation: Operation, _ operands: Operands
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    var target = statedExtents(of: operation).map { $0 ?? batch.actual }
    if let id = operation.operand(.targetExtents),
      case .constant(.integers(let integers)) = architecture[id].origin
    {
      target = integers
    }
    let rank = max(target.count, x.rank)
    target = [Int](repeating: 1, count: rank - target.count) + target
    let padded = x.padded(toRank: rank)
    var extents = padded.extents
    for (axis, wanted) in target.enumerated() where wanted > 1 {
      let wanted = axis == 0 && wanted == batch.stated ? batch.actual : wanted
      guard extents[axis] == 1 || extents[axis] == wanted else {
        throw operands.misfit("extents that are equal or 1", found: "\(x.extents) and \(target)")
      }
      extents[axis] = wanted
    }
    try limits.check(extents, of: operands.operation)
    return padded.expanded(to: extents)
  }

  /// A border of zeros; where an amount is negative, a part is cut off.
  ///
  /// Source: ONNX operator `Pad`, opset 18.
  func pad(_ operands: Operands, amounts: [Int]?) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    guard let amounts, amounts.count == 2 * x.rank,
      zip(x.extents, zip(amounts, amounts[x.rank...])).allSatisfy({ extent, ends in
        // So bounded, that sums of them do not overflow.
        [ends.0, ends.1].allSatisfy { abs(Double($0)) < 0x1p60 }
          && extent + min(ends.0, 0) + min(ends.1, 0) >= 0
      })
    else { throw operands.misfit("two amounts for each axis", found: "\(x.extents)") }
    var result = x
    for axis in 0..<x.rank {
      let (front, back) = (min(amounts[axis], 0), min(amounts[axis + x.rank], 0))
      result = result.cut(axis, to: -front..<x.extents[axis] + back)
    }
    try limits.check(
      result.extents.indices.map {
        result.extents[$0] + max(amounts[$0], 0) + max(amounts[$0 + x.rank], 0)
      }, of: operands.operation)
    let before = result.order.axes.map { max(amounts[$0], 0) }
    let after = result.order.axes.map { max(amounts[$0 + x.rank], 0) }
    guard before.contains(where: { $0 > 0 }) || after.contains(where: { $0 > 0 }) else {
      return result
    }
    return result.map { $0.padded(before: before, after: after) }
  }

  /// The extents of an operation's result, as far as the architecture states them.
  private func statedExtents(of operation: Operation) -> [Int?] {
    architecture[operation.outputs[0]].extents ?? []
  }
}
