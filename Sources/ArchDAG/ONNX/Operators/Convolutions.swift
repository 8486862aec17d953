extension ONNXOperators {
  /// Convolutions.
  ///
  /// Source: ONNX operators `Conv`, opset 11, and `ConvTranspose`, opset 11.
  static let convolutions: [ONNXOperator] = [
    ONNXOperator("Conv", as: .convolution, operands: layer) {
      call throws(ArchitectureError) in
      try convolution(call).map { .value($0) } ?? .unrecognized(computedWeight)
    },
    ONNXOperator(
      "ConvTranspose", as: .transposedConvolution, operands: layer
    ) {
      call throws(ArchitectureError) in
      guard let window = try window(call) else { return .unrecognized(computedWeight) }
      let ends = try TransposedPadding(call.node, window, x: call.extents(0))
      let attributes = ConvolutionAttributes(call.node, window, padding: ends.padding)
      return .operation(
        .transposedConvolution(attributes, outputPadding: ends.outputPadding),
        call.weighted(upTo: 3))
    },
    // A convolution, then perhaps the addition of a fourth operand, then an activation.
    ONNXOperator(
      "com.microsoft::FusedConv", 1...1, as: .convolution, .arithmetic, .activation,
      operands: .init(weights: [1, 2])
    ) { call throws(ArchitectureError) in
      guard var result = try convolution(call) else { return .unrecognized(computedWeight) }
      if call.has(3) { result = result.combined(.add, with: .operand(3)) }
      guard let name = call.node.text("activation") else { return .value(result) }
      var numbers: [Float] = []
      if case .reals(let reals)? = call.node.attribute("activation_params") { numbers = reals }
      guard let activation = fusedActivation(name, numbers) else { return .unrecognized }
      return .value(result.applying(.activation(activation)))
    },
  ]

  private static let layer = ONNXOperands(
    .mixes(.layer), weights: [1, 2], placeholders: [2: 0])

  private static func convolution(
    _ call: OperatorCall
  ) throws(ArchitectureError) -> OperatorMeaning.Expression? {
    guard let window = try window(call) else { return nil }
    let attributes = ConvolutionAttributes(call.node, window, padding: window.padding)
    return .operation(.convolution(attributes), call.weighted(upTo: 3), extents: nil)
  }

  /// What is not known of a convolution whose weight nobody can follow.
  static let computedWeight = "with a weight that operators compute which are not followed"

  /// How the kernel of a convolution moves; `nil` where the weight's extents are not known and no attribute
  /// tells those of the kernel.
  static func window(
    _ call: OperatorCall, x: Int = 0, weight: Int = 1
  ) throws(ArchitectureError) -> WindowAttributes? {
    try call.requireOperands(2)
    let x = call.extents(x)
    let weight = call.extents(weight)
    guard let kernel = call.node.integers("kernel_shape") ?? weight.flatMap({ kernel(of: $0) })
    else { return nil }
    if let weight, weight.count != kernel.count + 2 {
      throw .malformed(
        location: call.node.location, expected: "a weight of rank \(kernel.count + 2)",
        found: "rank \(weight.count)")
    }
    if let weight, let own = self.kernel(of: weight), own != kernel {
      throw .malformed(
        location: call.node.location, expected: "a 'kernel_shape' of \(own), as the weight is",
        found: "\(kernel)")
    }
    return try WindowAttributes(call.node, kernel: kernel, x: x)
  }

  private static func kernel(of weight: Extents) -> [Int]? {
    let kernel = weight.dropFirst(2).compactMap(\.self)
    return weight.count > 2 && kernel.count == weight.count - 2 ? kernel : nil
  }

  /// The activation of a fused convolution; its numbers stand in `activation_params`.
  ///
  /// Source: ONNX Runtime, contrib operators `FusedConv` and `FusedGemm`.
  static func fusedActivation(_ name: String, _ numbers: [Float]) -> Activation? {
    switch (name, numbers.count) {
    case ("Relu", 0): return .relu
    case ("Sigmoid", 0): return .sigmoid
    case ("Tanh", 0): return .tanh
    case ("HardSwish", 0): return .hardSwish
    case ("LeakyRelu", 1): return .leakyRelu(slope: numbers[0])
    case ("HardSigmoid", 2): return .hardSigmoid(slope: numbers[0], offset: numbers[1])
    case ("Clip", 2): return .clip(minimum: numbers[0], maximum: numbers[1])
    default: return nil
    }
  }
}

extension ConvolutionAttributes {
  /// What a node says of its convolution.
  init(_ node: ONNXNode, _ window: WindowAttributes, padding: [Int]) {
    self.init(
      strides: window.strides, padding: padding, dilations: window.dilations,
      groups: node.integer("group") ?? 1)
  }
}
