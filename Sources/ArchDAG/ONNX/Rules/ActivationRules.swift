extension NodeRules {
  /// Nonlinearities, and functions of each element.
  static let activation: [String: NodeRule] = [
    "Relu": activation { _, _ in .relu },
    "LeakyRelu": activation { _, node in .leakyRelu(slope: node.real("alpha") ?? 0.01) },
    "Elu": activation { _, node in .elu(alpha: node.real("alpha") ?? 1) },
    "Selu": activation { _, _ in .selu },
    "Sigmoid": activation { _, _ in .sigmoid },
    "HardSigmoid": activation { _, node in
      .hardSigmoid(slope: node.real("alpha") ?? 0.2, offset: node.real("beta") ?? 0.5)
    },
    "Tanh": activation { _, _ in .tanh },
    "Softplus": activation { _, _ in .softplus },
    "Mish": activation { _, _ in .mish },
    "Gelu": activation { _, node in .gelu(isApproximate: node.text("approximate") == "tanh") },
    "com.microsoft::Gelu": activation { _, _ in .gelu(isApproximate: false) },
    "com.microsoft::FastGelu": activation { _, _ in .gelu(isApproximate: true) },
    "HardSwish": activation { _, _ in .hardSwish },
    "Swish": activation { _, node in (node.real("alpha") ?? 1) == 1 ? .silu : nil },
    "Clip": activation { translation, node in
      .clip(
        minimum: node.real("min") ?? translation.literal(node, 1)?.reals?.first,
        maximum: node.real("max") ?? translation.literal(node, 2)?.reals?.first)
    },
    "PRelu": { translation, node throws(ArchitectureError) in
      try node.requireOperands(2)
      translation.emit(
        .activation(.prelu), for: node,
        inputs: [translation.operand(node, 0), translation.operand(node, 1)])
    },
    "Softmax": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      let standard = translation.graph.operatorSet < 13 ? 1 : -1
      translation.emit(
        .softmax(axis: node.integer("axis") ?? standard), for: node,
        inputs: [translation.operand(node, 0)])
    },
    "Dropout": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      let probability = node.real("ratio") ?? translation.literal(node, 1)?.reals?.first ?? 0.5
      translation.emit(
        .dropout(probability: probability), for: node, inputs: [translation.operand(node, 0)])
    },
    "Abs": elementwise(.absolute),
    "Neg": elementwise(.negate),
    "Reciprocal": elementwise(.reciprocal),
    "Sqrt": elementwise(.squareRoot),
    "Exp": elementwise(.exponential),
    "Log": elementwise(.logarithm),
    "Erf": elementwise(.errorFunction),
    "Sin": elementwise(.sine),
    "Cos": elementwise(.cosine),
    "Floor": elementwise(.floor),
    "Ceil": elementwise(.ceiling),
    "Round": elementwise(.round),
    "Sign": elementwise(.sign),
  ]

  /// The rule of a nonlinearity; where its attributes make it none that is known, the operation
  /// keeps its ONNX name.
  private static func activation(
    _ activation: @escaping @Sendable (Translation, ONNXNode) -> Activation?
  ) -> NodeRule {
    { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      guard let activation = activation(translation, node) else {
        return translation.emitUnrecognized(node)
      }
      translation.emit(
        .activation(activation), for: node, inputs: [translation.operand(node, 0)])
    }
  }

  private static func elementwise(_ function: ElementwiseFunction) -> NodeRule {
    { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      translation.emit(
        .elementwise(function), for: node, inputs: [translation.operand(node, 0)])
    }
  }
}
