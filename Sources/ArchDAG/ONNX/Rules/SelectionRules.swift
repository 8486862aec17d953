extension NodeRules {
  /// Operators that put tensors together or take parts of them.
  static let selection: [String: NodeRule] = [
    "Concat": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      translation.emit(
        .concatenation(axis: node.integer("axis") ?? 1), for: node,
        inputs: translation.operands(node))
    },
    "Split": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      translation.emit(
        .split(
          axis: node.integer("axis") ?? 0,
          extents: node.integers("split") ?? translation.literal(node, 1)?.integers),
        for: node, inputs: [translation.operand(node, 0)])
    },
    "Slice": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      guard let slices = translation.slices(node) else { return translation.emitUnrecognized(node) }
      translation.emit(.slice(slices), for: node, inputs: [translation.operand(node, 0)])
    },
    "Gather": { translation, node throws(ArchitectureError) in
      try node.requireOperands(2)
      let axis = node.integer("axis") ?? 0
      let operands = translation.operands(node)
      if let table = operands[0], let indices = operands[1], axis == 0,
        translation.isTable(table), translation.tensors[indices].dependsOnInput
      {
        return translation.emit(.embedding, for: node, inputs: [indices, table])
      }
      translation.emit(.gather(axis: axis), for: node, inputs: operands)
    },
  ]
}

extension Translation {
  /// The cuts of a `Slice`: attributes up to opset 9, then operands.
  ///
  /// Source: ONNX operator `Slice`, opsets 1 to 13.
  func slices(_ node: ONNXNode) -> [AxisSlice]? {
    guard let starts = node.integers("starts") ?? literal(node, 1)?.integers,
      let ends = node.integers("ends") ?? literal(node, 2)?.integers
    else { return nil }
    guard let axes = list("axes", 3, of: node, standard: Array(starts.indices)),
      let steps = list("steps", 4, of: node, standard: starts.map { _ in 1 }),
      starts.count == ends.count, starts.count == axes.count, starts.count == steps.count,
      starts.count <= 64, !steps.contains(0)
    else { return nil }
    return starts.indices.map { index in
      AxisSlice(axis: axes[index], start: starts[index], end: ends[index], step: steps[index])
    }
  }

  /// The list of an attribute or operand; the standard if neither is there, `nil` if unknown.
  private func list(
    _ name: String, _ place: Int, of node: ONNXNode, standard: [Int]
  ) -> [Int]? {
    if let list = node.integers(name) { return list }
    guard flow(node, place) != nil else { return standard }
    return literal(node, place)?.integers
  }

  /// Whether a tensor is a learned matrix.
  fileprivate func isTable(_ tensor: Int) -> Bool {
    let table = tensors[tensor]
    return !table.dependsOnInput && !table.isConstant && table.extents?.count == 2
  }
}
