/// Linear models of the domain `ai.onnx.ml`, whose weights stand in their attributes.
///
/// Source: ONNX-ML operators `LinearRegressor` and `LinearClassifier`, version 1.
extension ONNXOperators {
  private typealias Expression = OperatorMeaning.Expression

  static let linearModels: [ONNXOperator] = [
    ONNXOperator(
      "ai.onnx.ml::LinearRegressor", 1...5, as: .matrixProduct, .arithmetic, results: .fixed(.float)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let scores = scores(call, count: call.node.integer("targets") ?? 1),
        let result = transformed(scores, call)
      else { return .unrecognized }
      return .value(result)
    },
    ONNXOperator(
      "ai.onnx.ml::LinearClassifier", 1...5, as: .matrixProduct, .arithmetic, .softmax, .activation,
      .reduction, .gather, results: .each([.undefined, .float])
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let names = call.node.integers("classlabels_ints")
      guard let count = names?.count ?? call.node.texts("classlabels_strings")?.count,
        let scores = scores(call, count: count).map({ Expression.shared(0, $0) }),
        let result = transformed(scores, call)
      else { return .unrecognized }
      let best = scores.applying(.reduction(.indexOfMaximum, axes: [-1], keepsAxes: false))
      let labels = Literal(extents: [count], numbers: names.map { .integers($0) } ?? .unread)
      return .values([
        .operation(.gather(axis: 0), [.constant(labels), best], extents: nil), result,
      ])
    },
  ]

  /// x·Wᵀ + b, for `count` rows of W; `nil` where there are more or fewer.
  private static func scores(_ call: OperatorCall, count: Int) -> Expression? {
    guard let coefficients = call.node.reals("coefficients"), count > 0,
      coefficients.count % count == 0, case let width = coefficients.count / count,
      case let stated? = call.extents(0)?.last, stated == nil || stated == width
    else { return nil }
    let columns = (0..<coefficients.count).map { coefficients[$0 % count * width + $0 / count] }
    let product = Expression.operation(
      .matrixProduct,
      [
        .operand(0), .constant(Literal(extents: [width, count], numbers: .reals(columns))),
      ], extents: nil)
    guard let intercepts = call.node.reals("intercepts") else { return product }
    guard intercepts.count == count else { return nil }
    return product.combined(
      .add, with: .constant(Literal(extents: [count], numbers: .reals(intercepts))))
  }

  /// The scores as the node answers them; `nil` for a function that is not known.
  private static func transformed(_ scores: Expression, _ call: OperatorCall) -> Expression? {
    switch call.node.text("post_transform") ?? "NONE" {
    case "NONE": scores
    case "SOFTMAX": scores.applying(.softmax(axis: -1))
    case "LOGISTIC": scores.applying(.activation(.sigmoid))
    default: nil
    }
  }
}

extension ONNXNode {
  /// What has been learned and stands in the node's attributes; `nil` where nothing does.
  ///
  /// Source: ONNX-ML operators, version 5.
  var attributeWeights: Architecture.AttributeWeights? {
    guard let name = type.split(separator: "::").last.map(String.init),
      Self.modelsInAttributes.contains(name), type != name
    else { return nil }
    let count = attributes.reduce(0) { count, attribute in
      switch attribute.value {
      case .reals(let reals): count + reals.count
      case .tensor(let literal): count + (literal.type.isReal ? literal.count ?? 0 : 0)
      case .integer, .real, .text, .integers, .texts, .graph, .unread: count
      }
    }
    return Architecture.AttributeWeights(node: self.name, type: name, count: count)
  }

  private static let modelsInAttributes: Set<String> = [
    "LinearClassifier", "LinearRegressor", "SVMClassifier", "SVMRegressor", "TreeEnsemble",
    "TreeEnsembleClassifier", "TreeEnsembleRegressor",
  ]
}
