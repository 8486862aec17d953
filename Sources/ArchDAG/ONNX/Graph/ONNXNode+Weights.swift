extension ONNXNode {
  /// Whether the node only moves the elements of its first operand, or writes them in another number
  /// format.
  var movesElements: Bool { Self.movements.contains(type) }

  private static let movements: Set<String> = [
    "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Identity", "Cast",
    "CastLike",
  ]

  /// The operands that are weights in a quantized format.
  ///
  /// Source: ONNX operators `DequantizeLinear`, `QLinearConv`, `QLinearMatMul`, `ConvInteger` and
  /// `MatMulInteger`.
  var quantizedPlaces: [Int] { Self.quantizedOperands[type] ?? [] }

  private static let quantizedOperands: [String: [Int]] = [
    "DequantizeLinear": [0], "QLinearConv": [3, 8], "QLinearMatMul": [0, 3], "ConvInteger": [1],
    "MatMulInteger": [0, 1], "com.microsoft::DequantizeLinear": [0],
  ]
}
