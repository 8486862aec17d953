extension ONNXOperators {
  /// Recurrent layers.
  static let recurrences: [ONNXOperator] = [
    recurrent("LSTM") { _ in .lstm },
    recurrent("GRU") { _ in .gru },
    recurrent("RNN") { $0 == [.relu] ? .relu : .tanh },
  ]

  /// The record of a recurrent layer; with functions that are not known, it stays unrecognized.
  ///
  /// Source: ONNX operators `LSTM`, `GRU` and `RNN`, opsets 7 to 22.
  private static func recurrent(
    _ name: String, cell: @escaping @Sendable (_ functions: [Activation]) -> Recurrence.Cell
  ) -> ONNXOperator {
    ONNXOperator(
      name, 7...newest, as: .recurrence,
      operands: .init(weights: [1, 2, 3, 7], placeholders: [5: 0, 6: 0])
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(3)
      let node = call.node
      guard node.inputs.count <= 8 else {
        throw .malformed(
          location: node.location, expected: "at most 8 operands of \(name)",
          found: "\(node.inputs.count)")
      }
      let direction: Recurrence.Direction? =
        switch node.text("direction") ?? "forward" {
        case "forward": .forward
        case "reverse": .reverse
        case "bidirectional": .both
        default: nil
        }
      guard let direction, let functions = functions(of: node, in: direction),
        let stateCount = node.integer("hidden_size"), 1...1 << 24 ~= stateCount
      else { return .unrecognized }
      let cell = cell(functions)
      guard functions.isEmpty || functions.count == cell.functions.count else {
        return .unrecognized
      }
      let recurrence = Recurrence(
        cell: cell, direction: direction, stateCount: stateCount,
        isBatchFirst: node.integer("layout") == 1,
        resetsAfterProduct: node.integer("linear_before_reset") ?? 0 != 0,
        couplesGates: node.integer("input_forget") ?? 0 != 0,
        limit: node.real("clip").flatMap { $0 > 0 ? $0 : nil }
      ).computing(functions == cell.functions ? [] : functions)
      return .operation(.recurrence(recurrence), operands(of: call))
    }
  }

  /// The operands, with the lengths of sequences behind all others, and none where all sequences are
  /// as long as the tensor that holds them.
  private static func operands(of call: OperatorCall) -> [OperatorMeaning.Expression?] {
    var operands = call.all.indices.filter { $0 != 4 }.map { call.all[$0] }
    guard call.has(4), !hasWholeSequences(call) else { return operands }
    operands += Array(repeating: nil, count: 7 - operands.count)
    return operands + [.operand(4)]
  }

  private static func hasWholeSequences(_ call: OperatorCall) -> Bool {
    guard let lengths = call.literal(4)?.integers, let x = call.extents(0), x.count == 3,
      let steps = x[call.node.integer("layout") == 1 ? 1 : 0]
    else { return false }
    return lengths.allSatisfy { $0 == steps }
  }

  /// The functions that a node names, the same both ways; empty where it names none, and `nil` where
  /// one of them is not known.
  ///
  /// Their numbers are consumed in order by the functions that take some.
  private static func functions(
    of node: ONNXNode, in direction: Recurrence.Direction
  ) -> [Activation]? {
    var alphas = (node.reals("activation_alpha") ?? [])[...]
    var betas = (node.reals("activation_beta") ?? [])[...]
    var found: [Activation] = []
    for name in node.texts("activations") ?? [] {
      switch name.lowercased() {
      case "sigmoid": found.append(.sigmoid)
      case "tanh": found.append(.tanh)
      case "relu": found.append(.relu)
      case "softplus": found.append(.softplus)
      case "leakyrelu": found.append(.leakyRelu(slope: alphas.popFirst() ?? 0.01))
      case "elu": found.append(.elu(alpha: alphas.popFirst() ?? 1))
      case "hardsigmoid":
        found.append(
          .hardSigmoid(slope: alphas.popFirst() ?? 0.2, offset: betas.popFirst() ?? 0.5))
      default: return nil
      }
    }
    guard direction == .both else { return found }
    let forward = Array(found.prefix(found.count / 2))
    return forward == Array(found.dropFirst(found.count / 2)) ? forward : nil
  }
}
