extension ONNXOperators {
  /// Functions of each element.
  static let elementwiseFunctions: [ONNXOperator] = [
    function("Abs", .absolute), function("Neg", .negate), function("Reciprocal", .reciprocal),
    function("Sqrt", .squareRoot), function("Exp", .exponential), function("Log", .logarithm),
    function("Floor", .floor), function("Ceil", .ceiling), function("Sign", .sign),
    function("Erf", .errorFunction), function("Sin", .sine), function("Cos", .cosine),
    function("Atan", .arctangent),
    function("Round", .round),
  ]

  private static func function(_ name: String, _ function: ElementwiseFunction) -> ONNXOperator {
    ONNXOperator(name, as: .elementwise, folding: .function(function.ofConstants)) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.elementwise(function))
    }
  }
}
