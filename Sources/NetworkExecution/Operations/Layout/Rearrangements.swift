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
    let stated = operation.inputs[0].flatMap { statedExtents(of: $0) }
    let images = operation.inputs[0].flatMap { plan.images[$0] }
    let grown = stated.flatMap {
      grownTarget(target, stated: $0, actual: x.extents, batch: batch.stated, images: images)
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

  /// Repeats along axes of extent 1; a target that states the file's batch means that at hand, and one
  /// that states the operand's own extent means that, too.
  ///
  /// Source: ONNX operator `Expand`, opset 13.
  func expand(
    _ operation: Operation, _ operands: Operands
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let expansion = operation.expansion(in: architecture)
    var target = expansion.target(batch, rank: x.rank)
    if let images = operation.inputs[0].flatMap({ plan.images[$0] }),
      images.axis + target.count > x.rank, expansion.stated.count == target.count
    {
      // The images lie along another axis: the first extent is none of theirs, though it may be as large.
      target[0] = expansion.stated[0] ?? target[0]
    }
    let padded = x.padded(toRank: target.count)
    var extents = padded.extents
    let own = operation.inputs[0].flatMap { statedExtents(of: $0) } ?? []
    for (axis, wanted) in target.enumerated() where wanted >= 0 && wanted != 1 {
      let ownAxis = axis - (target.count - own.count)
      if own.indices.contains(ownAxis), own[ownAxis] == wanted { continue }
      guard extents[axis] == 1 || extents[axis] == wanted else {
        throw operands.misfit("extents that are equal or 1", found: "\(x.extents) and \(target)")
      }
      extents[axis] = wanted
    }
    try limits.check(extents, of: operands.operation)
    return padded.expanded(to: extents)
  }

  /// The extents of a value as far as the architecture states them; shapes that follow from an input's
  /// open batch are stated for the nominal one.
  func statedExtents(of value: ValueID) -> [Int?]? {
    guard case .input = architecture[value].origin, var extents = architecture[value].extents,
      let first = extents.first
    else { return architecture[value].extents }
    extents[0] = first ?? batch.stated
    return extents
  }

  /// The extents of an operation's result, as far as the architecture states them.
  private func statedExtents(of operation: Operation) -> [Int?] {
    architecture[operation.outputs[0]].extents ?? []
  }
}
