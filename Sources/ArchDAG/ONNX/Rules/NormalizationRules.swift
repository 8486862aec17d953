extension NodeRules {
  /// Normalisations.
  static let normalization: [String: NodeRule] = [
    "BatchNormalization": { translation, node throws(ArchitectureError) in
      try node.requireOperands(5)
      let epsilon = node.real("epsilon") ?? 1e-5
      translation.emit(
        .batchNorm(epsilon: epsilon), for: node, inputs: translation.operands(node))
    },
    "LayerNormalization": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      let epsilon = node.real("epsilon") ?? 1e-5
      translation.emit(
        .layerNorm(axis: node.integer("axis") ?? -1, epsilon: epsilon), for: node,
        inputs: translation.weighted(node, upTo: 3))
    },
    "GroupNormalization": { translation, node throws(ArchitectureError) in
      try node.requireOperands(3)
      guard let groups = node.integer("num_groups"), groups > 0 else {
        throw .malformed(
          location: node.location, expected: "a positive 'num_groups'", found: "none")
      }
      let epsilon = node.real("epsilon") ?? 1e-5
      translation.emit(
        .groupNorm(groups: groups, epsilon: epsilon), for: node,
        inputs: translation.weighted(node, upTo: 3))
    },
    "InstanceNormalization": { translation, node throws(ArchitectureError) in
      try node.requireOperands(3)
      // One group per channel; the scale has one number per channel.
      guard case let channels?? = translation.extents(node, 1)?.first else {
        return translation.emitUnrecognized(node)
      }
      let epsilon = node.real("epsilon") ?? 1e-5
      translation.emit(
        .groupNorm(groups: channels, epsilon: epsilon), for: node,
        inputs: translation.weighted(node, upTo: 3))
    },
    "RMSNormalization": rootMeanSquare,
    "SimplifiedLayerNormalization": rootMeanSquare,
    "com.microsoft::SimplifiedLayerNormalization": rootMeanSquare,
  ]

  private static let rootMeanSquare: NodeRule = { translation, node throws(ArchitectureError) in
    try node.requireOperands(1)
    let epsilon = node.real("epsilon") ?? 1e-5
    translation.emit(
      .rootMeanSquareNorm(axis: node.integer("axis") ?? -1, epsilon: epsilon), for: node,
      inputs: translation.weighted(node, upTo: 2))
  }
}
