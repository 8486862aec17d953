extension ONNXOperators {
  /// Averages and maxima over windows.
  ///
  /// Source: ONNX operators `MaxPool` and `AveragePool`, opset 22.
  static let poolings: [ONNXOperator] = [
    ONNXOperator("MaxPool", as: .maxPool, weights: []) { call throws(ArchitectureError) in
      .operation(.maxPool(try pooling(call)))
    },
    ONNXOperator("AveragePool", as: .averagePool, weights: []) {
      call throws(ArchitectureError) in
      .operation(.averagePool(try pooling(call)))
    },
    ONNXOperator("GlobalAveragePool", as: .globalAveragePool, weights: []) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.globalAveragePool)
    },
  ]

  private static func pooling(_ call: OperatorCall) throws(ArchitectureError) -> PoolingAttributes {
    try call.requireOperands(1)
    let node = call.node
    guard let kernel = node.integers("kernel_shape"), !kernel.isEmpty else {
      throw .malformed(
        location: node.location, expected: "the attribute 'kernel_shape'", found: "none")
    }
    let window = try WindowAttributes(node, kernel: kernel, x: call.extents(0))
    return PoolingAttributes(
      kernel: kernel, strides: window.strides, padding: window.padding,
      dilations: window.dilations, roundsUp: node.integer("ceil_mode") == 1,
      countsPadding: node.integer("count_include_pad") == 1)
  }
}
