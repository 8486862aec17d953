extension ONNXOperators {
  /// Between real numbers and their quantized form: each result stands for the number at its position,
  /// so a weight behind them is that of its layer.
  static let quantization: [ONNXOperator] = [
    quantizer("QuantizeLinear", 10...newest), quantizer("com.microsoft::QuantizeLinear", 1...1),
    dequantizer("DequantizeLinear", 10...newest),
    dequantizer("com.microsoft::DequantizeLinear", 1...1),
  ]

  private static func quantizer(_ name: String, _ versions: ClosedRange<Int>) -> ONNXOperator {
    ONNXOperator(
      name, versions, as: .quantization,
      operands: .init(.partlyKnown(.quantization), settings: [1, 2]),
      results: .ofOperand(2)
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      let stated = TensorRecord.ElementType(call.node.integer("output_dtype") ?? 0)
      let format =
        stated != .undefined
        ? stated : call.has(2) ? call.format(2) : .integer(bits: 8, isSigned: false)
      // Formats of real numbers, and those of less than 8 bits, have steps of their own.
      guard let range = format.quantizedRange else {
        return .unrecognized(extents: call.extents(0), trait: "to numbers that are not bytes")
      }
      return meaning(call, range: range)
    }
  }

  private static func dequantizer(_ name: String, _ versions: ClosedRange<Int>) -> ONNXOperator {
    ONNXOperator(
      name, versions, as: .quantization,
      operands: .init(.partlyKnown(.quantization), quantized: [0]), results: .ofOperand(1)
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      switch call.format(0) {
      case .integer, .undefined: return meaning(call, range: nil)
      case .boolean, .float, .double, .float16, .bfloat16, .other:
        return .unrecognized(extents: call.extents(0), trait: "of numbers that are not bytes")
      }
    }
  }

  private static func meaning(_ call: OperatorCall, range: ClosedRange<Int>?) -> OperatorMeaning {
    .operation(
      .quantization(
        Quantization(
          range: range, axis: call.node.integer("axis") ?? 1,
          blockSize: max(0, call.node.integer("block_size") ?? 0))),
      Array(call.all.prefix(3)))
  }
}
