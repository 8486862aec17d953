extension NodeRules {
  /// Averages and maxima over windows or axes.
  static let pooling: [String: NodeRule] = [
    "MaxPool": { translation, node throws(ArchitectureError) in
      let pooling = try translation.pooling(node)
      translation.emit(.maxPool(pooling), for: node, inputs: [translation.operand(node, 0)])
    },
    "AveragePool": { translation, node throws(ArchitectureError) in
      let pooling = try translation.pooling(node)
      translation.emit(.averagePool(pooling), for: node, inputs: [translation.operand(node, 0)])
    },
    "GlobalAveragePool": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      translation.emit(.globalAveragePool, for: node, inputs: [translation.operand(node, 0)])
    },
    "ReduceMean": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      guard let (axes, keepsAxes) = translation.reducedAxes(node) else {
        return translation.emitUnrecognized(node)
      }
      // Over no axis at all, a mean is its operand.
      let isSpatial = keepsAxes && axes == [2, 3] && translation.extents(node, 0)?.count == 4
      let kind: OperationKind =
        axes.isEmpty
        ? .identity : isSpatial ? .globalAveragePool : .mean(axes: axes, keepsAxes: keepsAxes)
      translation.emit(kind, for: node, inputs: [translation.operand(node, 0)])
    },
  ]
}

extension Translation {
  fileprivate func pooling(_ node: ONNXNode) throws(ArchitectureError) -> Pooling {
    try node.requireOperands(1)
    guard let kernel = node.integers("kernel_shape"), !kernel.isEmpty else {
      throw .malformed(
        location: node.location, expected: "the attribute 'kernel_shape'", found: "none")
    }
    let window = try WindowAttributes(node, kernel: kernel, x: extents(node, 0))
    return Pooling(
      kernel: kernel, strides: window.strides, padding: window.padding,
      dilations: window.dilations, roundsUp: node.integer("ceil_mode") == 1,
      countsPadding: node.integer("count_include_pad") == 1)
  }

  /// The axes over which a node reduces, counted from the front if the rank is known, in
  /// ascending order; `nil` where they cannot be told.
  ///
  /// Source: ONNX operator `ReduceMean`, opsets 1 to 18.
  func reducedAxes(_ node: ONNXNode) -> (axes: [Int], keepsAxes: Bool)? {
    let rank = extents(node, 0)?.count
    let keepsAxes = node.integer("keepdims") != 0
    let isGiven = node.inputs.count > 1 && node.inputs[1] != nil
    if isGiven && literal(node, 1)?.integers == nil { return nil }
    let axes = node.integers("axes") ?? literal(node, 1)?.integers ?? []
    if axes.isEmpty {
      if node.integer("noop_with_empty_axes") == 1 { return ([], keepsAxes) }
      return rank.map { (Array(0..<$0), keepsAxes) }
    }
    guard let rank else { return (axes, keepsAxes) }
    let normalized = axes.compactMap { normalizedAxis($0, rank: rank) }
    return normalized.count == axes.count ? (normalized.sorted(), keepsAxes) : nil
  }
}
