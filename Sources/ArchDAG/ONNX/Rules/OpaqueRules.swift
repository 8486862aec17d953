extension NodeRules {
  /// Operators that stay unrecognised, but whose results' extents are known.
  static let opaque: [String: NodeRule] = [
    "ReduceL1": reduction, "ReduceL2": reduction, "ReduceSum": reduction, "ReduceMax": reduction,
    "ReduceMin": reduction, "ReduceProd": reduction, "ReduceSumSquare": reduction,
    "Less": comparison, "LessOrEqual": comparison, "Greater": comparison,
    "GreaterOrEqual": comparison, "Equal": comparison, "And": comparison, "Or": comparison,
    "Mod": comparison, "Not": comparison, "LogSoftmax": comparison,
    "CumSum": sameExtents, "ScatterND": sameExtents, "ScatterElements": sameExtents,
  ]

  private static let reduction: NodeRule = { translation, node throws(ArchitectureError) in
    try node.requireOperands(1)
    let x = translation.extents(node, 0)
    let extents = translation.reducedAxes(node).flatMap { axes, keepsAxes in
      x.flatMap { meanExtents($0, axes: axes, keepsAxes: keepsAxes) }
    }
    translation.emitUnrecognized(node, extents: extents)
  }

  /// All operands, broadcast together.
  private static let comparison: NodeRule = { translation, node throws(ArchitectureError) in
    try node.requireOperands(1)
    let extents = node.inputs.indices.dropFirst().reduce(translation.extents(node, 0)) {
      broadcastExtents($0, translation.extents(node, $1))
    }
    translation.emitUnrecognized(node, extents: extents)
  }

  private static let sameExtents: NodeRule = { translation, node throws(ArchitectureError) in
    try node.requireOperands(1)
    translation.emitUnrecognized(node, extents: translation.extents(node, 0))
  }
}
