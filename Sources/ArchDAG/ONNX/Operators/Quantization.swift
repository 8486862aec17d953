extension ONNXOperators {
  /// Between real numbers and their quantized form.
  ///
  /// They are not run, but each result stands for the number at its place: so a weight behind them
  /// is that of its layer.
  static let quantization: [ONNXOperator] = [
    quantizer("QuantizeLinear", 10...newest), quantizer("DequantizeLinear", 10...newest),
    quantizer("com.microsoft::QuantizeLinear", 1...1),
    quantizer("com.microsoft::DequantizeLinear", 1...1),
  ]

  private static func quantizer(_ name: String, _ versions: ClosedRange<Int>) -> ONNXOperator {
    ONNXOperator(name, versions, results: .fixed(.undefined)) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      return .unrecognized(extents: call.extents(0))
    }
  }
}
