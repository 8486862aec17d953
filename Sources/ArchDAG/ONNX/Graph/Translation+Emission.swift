extension Translation {
  /// Adds the operation that a node stands for, and defines the node's results.
  ///
  /// Results that depend on no input and no parameter become constants instead.
  ///
  /// - Parameters:
  ///   - kind: what the operation computes.
  ///   - node: the node, which names the operation and its results.
  ///   - inputs: its operands, as ``OperationKind`` states them.
  ///   - extents: the first result's, where the operands' extents do not tell them.
  mutating func emit(
    _ kind: OperationKind, for node: ONNXNode, inputs: [Int?], extents: Extents? = nil
  ) {
    let results = emit(
      kind, name: node.name, inputs: inputs, extents: extents,
      results: resultNumbers(of: node).map { $0.map { graph.names[$0] } ?? node.name })
    for (number, flow) in zip(resultNumbers(of: node), results) {
      if let number { define(number, as: flow) }
    }
  }

  /// The first result, and those of the others that are read.
  private func resultNumbers(of node: ONNXNode) -> [Int?] {
    guard let first = node.outputs.first else { return [nil] }
    let wanted = node.outputs.lastIndex { $0.map(isRead) ?? false } ?? 0
    return [first] + node.outputs.dropFirst().prefix(wanted)
  }

  /// Adds an operation with results of these names.
  mutating func emit(
    _ kind: OperationKind, name: String, inputs: [Int?], extents: Extents? = nil,
    results names: [String]
  ) -> [Flow] {
    var all = kind.resultExtents(
      of: inputs.map { $0.flatMap { tensors[$0].extents } }, resultCount: names.count)
    if let extents { all[0] = extents }
    let isConstant = inputs.allSatisfy { $0.map { tensors[$0].isConstant } ?? true }
    if isConstant {
      return all.map { .literal(Literal(extents: TranslatedTensor.plausible($0))) }
    }
    let dependsOnInput = inputs.contains { $0.map { tensors[$0].dependsOnInput } ?? false }
    let outputs = zip(names, all).map { name, extents in
      addTensor(
        TranslatedTensor(
          name: name, extents: TranslatedTensor.plausible(extents), origin: .result,
          dependsOnInput: dependsOnInput, producer: steps.count))
    }
    operandCount += inputs.count
    steps.append(Step(kind: kind, name: name, inputs: inputs, outputs: outputs))
    return outputs.map { .tensor($0) }
  }
}
