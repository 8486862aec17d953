#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ONNXOperators {
  /// Functions of each element.
  static let elementwiseFunctions: [ONNXOperator] = [
    function("Abs", .absolute, { $0 == .min ? nil : abs($0) }, { abs($0) }),
    function("Neg", .negate, { $0 == .min ? nil : -$0 }, { -$0 }),
    function("Reciprocal", .reciprocal, { _ in nil }, { 1 / $0 }),
    function("Sqrt", .squareRoot, { _ in nil }, { $0.squareRoot() }),
    function("Exp", .exponential, { _ in nil }, { exp($0) }),
    function("Log", .logarithm, { _ in nil }, { log($0) }),
    function("Floor", .floor, { $0 }, { $0.rounded(.down) }),
    function("Ceil", .ceiling, { $0 }, { $0.rounded(.up) }),
    function("Sign", .sign, { $0.signum() }, { $0 == 0 ? 0 : $0 < 0 ? -1 : 1 }),
    function("Erf", .errorFunction, { _ in nil }, { erf($0) }),
    function("Sin", .sine, { _ in nil }, { sin($0) }),
    function("Cos", .cosine, { _ in nil }, { cos($0) }),
    function("Round", .round, { $0 }, { $0.rounded(.toNearestOrEven) }),
  ]

  private static func function(
    _ name: String, _ function: ElementwiseFunction,
    _ integer: @escaping @Sendable (Int) -> Int?, _ real: @escaping @Sendable (Float) -> Float?
  ) -> ONNXOperator {
    ONNXOperator(
      name, as: .elementwise, folding: .computed(ConstantFolding.unary(integer, real)),
      translation: translation(function))
  }

  private static func translation(_ function: ElementwiseFunction) -> ONNXOperator.Translation {
    { call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.elementwise(function))
    }
  }
}
