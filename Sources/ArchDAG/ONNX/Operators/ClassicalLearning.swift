/// Operators of the domain `ai.onnx.ml` that stand around networks: scikit-learn's pipelines scale
/// what they are given, and answer names of classes.
///
/// Source: ONNX-ML operators, version 5.
extension ONNXOperators {
  private typealias Expression = OperatorMeaning.Expression

  static let classicalLearning: [ONNXOperator] = [
    ONNXOperator(
      "ai.onnx.ml::Scaler", 1...5, as: .arithmetic, results: .fixed(.float)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let width = call.extents(0)?.last ?? nil
      func numbers(_ name: String) -> Literal? {
        guard let reals = call.node.reals(name),
          reals.count == 1 || width == nil
            || reals.count == width
        else { return nil }
        return Literal(extents: [reals.count], numbers: .reals(reals))
      }
      guard let offset = numbers("offset"), let scale = numbers("scale") else {
        return .unrecognized(extents: call.extents(0))
      }
      let centered = Expression.operation(
        .arithmetic(.subtract), [.operand(0), .constant(offset)], extents: call.extents(0))
      return .operation(
        .arithmetic(.multiply), [centered, .constant(scale)], extents: call.extents(0))
    },
    ONNXOperator(
      "ai.onnx.ml::Normalizer", 1...5, as: .reduction, .arithmetic, results: .fixed(.float)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let x = Expression.operand(0)
      let size: Expression
      switch call.node.text("norm") ?? "MAX" {
      case "L1": size = sum(of: x.applying(.elementwise(.absolute)))
      case "L2": size = sum(of: x.combined(.multiply, with: x)).applying(.elementwise(.squareRoot))
      case "MAX":
        let largest = Expression.shared(
          0, x.applying(.reduction(.maximum, axes: [-1], keepsAxes: true)))
        return .value(
          x.combined(.divide, with: selected(equal(largest, to: 0), number(1), largest)))
      default: return .unrecognized(extents: call.extents(0))
      }
      // A row of zeros stays one.
      let divisor = size.combined(.maximum, with: Float.leastNormalMagnitude)
      return .value(x.combined(.divide, with: divisor))
    },
    ONNXOperator("ai.onnx.ml::Binarizer", 1...5, as: .discrete) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let threshold = Literal(
        extents: [], numbers: .reals([call.node.real("threshold") ?? 0]))
      return .operation(.discrete(.greater), [.operand(0), .constant(threshold)])
    },
    ONNXOperator(
      "ai.onnx.ml::ArrayFeatureExtractor", 1...5, as: .gather, .reshape
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      let indices = Expression.operation(.reshape(extents: [-1]), [.operand(1)], extents: nil)
      let picked = Expression.operation(.gather(axis: -1), [.operand(0), indices], extents: nil)
      // The parts of a vector are a row.
      return .value(
        call.extents(0)?.count == 1 ? picked.applying(.reshape(extents: [1, -1])) : picked)
    },
    ONNXOperator(
      "ai.onnx.ml::Imputer", 1...5, as: .discrete, .select
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let node = call.node
      let x = Expression.operand(0)
      let given =
        node.reals("imputed_value_floats")
        ?? node.integers("imputed_value_int64s")?
        .map(Float.init)
      let width = call.extents(0)?.last ?? nil
      guard let given, given.count == 1 || given.count == width else {
        return .unrecognized(extents: call.extents(0))
      }
      let replaced =
        node.real("replaced_value_float")
        ?? node.integer("replaced_value_int64").map(Float.init) ?? 0
      // What is no number differs from itself.
      let isKept =
        replaced.isNaN
        ? Expression.operation(.discrete(.equal), [x, x], extents: nil)
        : equal(equal(x, to: replaced), to: 0)
      return .value(
        selected(
          isKept, x, .constant(Literal(extents: [given.count], numbers: .reals(given)))))
    },
    ONNXOperator(
      "ai.onnx.ml::OneHotEncoder", 1...5, as: .discrete, results: .fixed(.float)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let names = call.node.integers("cats_int64s") else { return .unrecognized }
      let categories = Literal(extents: [names.count], numbers: .integers(names))
      return .operation(
        .discrete(.equal),
        [Expression.operand(0).applying(.unsqueeze(axes: [-1])), .constant(categories)])
    },
    ONNXOperator(
      "ai.onnx.ml::FeatureVectorizer", 1...5, as: .concatenation, results: .fixed(.float)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let widths = call.operands.indices.map { call.extents($0)?.last ?? nil }
      guard call.node.integers("inputdimensions").map({ $0.map(Optional.some) == widths }) ?? true
      else { return .unrecognized }
      return .operation(.concatenation(axis: -1), call.all)
    },
    // Numbers by the names of their classes are these numbers.
    ONNXOperator("ai.onnx.ml::ZipMap", 1...5, as: .identity) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.identity)
    },
  ]

  private static func number(_ number: Float) -> Expression {
    .constant(Literal(extents: [], numbers: .reals([number])))
  }

  private static func equal(_ x: Expression, to other: Float) -> Expression {
    .operation(.discrete(.equal), [x, number(other)], extents: nil)
  }

  private static func selected(
    _ condition: Expression, _ yes: Expression, _ no: Expression
  ) -> Expression {
    .operation(.select, [condition, yes, no], extents: nil)
  }

  private static func sum(of x: Expression) -> Expression {
    x.applying(.reduction(.sum, axes: [-1], keepsAxes: true))
  }
}
