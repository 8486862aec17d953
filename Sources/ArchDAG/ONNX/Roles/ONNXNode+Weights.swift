extension ONNXNode {
  /// Whether the node only moves the elements of its first operand, or writes them in another number
  /// format.
  var movesElements: Bool { known?.traits.contains(.movesElements) ?? false }

  /// Whether the result has the elements of the first operand in their order, in another number format
  /// perhaps.
  var isCopy: Bool { type == "Identity" || type == "Cast" || type == "CastLike" }

  /// Whether weights mix elements in the node.
  var isLayer: Bool { known?.traits.contains(.isLayer) ?? false }

  /// Whether the node moves elements, or exporters use its operator to compute how.
  var isPlumbing: Bool { movesElements || known?.traits.contains(.isPlumbing) ?? false }

  /// The operands that are weights in a quantized format, by the operator's record where it has one.
  var quantizedPlaces: [Int] { known?.quantizedPlaces ?? ONNXOperator.quantizedPlaces(of: type) }
}

extension ONNXOperator {
  /// The operands of an operator, known or not, that are weights in a quantized format.
  ///
  /// Source: ONNX operators `DequantizeLinear`, `QLinearConv`, `QLinearMatMul`, `ConvInteger` and
  /// `MatMulInteger`; ONNX Runtime's contrib operators.
  static func quantizedPlaces(of name: String) -> [Int] { quantizedOperands[name] ?? [] }

  private static let quantizedOperands: [String: [Int]] = [
    "DequantizeLinear": [0], "QLinearConv": [3, 8], "QLinearMatMul": [0, 3], "ConvInteger": [1],
    "MatMulInteger": [0, 1], "com.microsoft::DequantizeLinear": [0],
    "com.microsoft::MatMulIntegerToFloat": [0, 1], "com.microsoft::DynamicQuantizeMatMul": [1],
    "com.microsoft::QGemm": [0, 3, 6], "com.microsoft::QLinearAdd": [0, 3],
    "com.microsoft::QLinearMul": [0, 3],
  ]
}
