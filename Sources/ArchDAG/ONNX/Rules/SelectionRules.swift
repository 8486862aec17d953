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
      let slices = node.slices { place in
        translation.flow(node, place).map { _ in translation.literal(node, place)?.integers }
      }
      guard let slices else { return translation.emitUnrecognized(node) }
      translation.emit(.slice(slices), for: node, inputs: [translation.operand(node, 0)])
    },
    "GatherND": { translation, node throws(ArchitectureError) in
      try node.requireOperands(2)
      // Indices of one number each pick along axis 0, as `Gather` does.
      if let indices = translation.literal(node, 1), indices.extents?.last == 1,
        node.integer("batch_dims") ?? 0 == 0
      {
        let positions = translation.constant(
          Literal(extents: indices.extents.map { $0.dropLast() }, numbers: indices.numbers),
          name: node.inputs[1].map { translation.graph.names[$0] } ?? node.name)
        return translation.emit(
          .gather(axis: 0), for: node, inputs: [translation.operand(node, 0), positions])
      }
      var extents: Extents?
      if let x = translation.extents(node, 0), let indices = translation.extents(node, 1),
        case let depth?? = indices.last, node.integer("batch_dims") ?? 0 == 0,
        0...x.count ~= depth
      {
        extents = indices.dropLast() + x[depth...]
      }
      translation.emitUnrecognized(node, extents: extents)
    },
    "Where": { translation, node throws(ArchitectureError) in
      try node.requireOperands(3)
      translation.emit(.select, for: node, inputs: translation.operands(node))
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
  /// Whether a tensor is a learned matrix.
  fileprivate func isTable(_ tensor: Int) -> Bool {
    let table = tensors[tensor]
    return !table.dependsOnInput && !table.isConstant && table.extents?.count == 2
  }
}

extension ONNXNode {
  /// The cuts of a `Slice`: attributes up to opset 9, then operands.
  ///
  /// - Parameter operand: the numbers of an operand; `nil` if it is left out, and inner `nil` if
  ///   its numbers are unknown.
  /// - Returns: one entry per axis that is cut; `nil` if they cannot be told.
  ///
  /// Source: ONNX operator `Slice`, opsets 1 to 13.
  func slices(_ operand: (Int) -> [Int]??) -> [AxisSlice]? {
    guard let starts = integers("starts") ?? operand(1) ?? nil,
      let ends = integers("ends") ?? operand(2) ?? nil,
      let axes = integers("axes") ?? operand(3) ?? Array(starts.indices),
      let steps = operand(4) ?? starts.map({ _ in 1 }),
      starts.count == ends.count, starts.count == axes.count, starts.count == steps.count,
      starts.count <= 64, !steps.contains(0)
    else { return nil }
    return starts.indices.map { index in
      AxisSlice(axis: axes[index], start: starts[index], end: ends[index], step: steps[index])
    }
  }
}
