extension ONNXOperators {
  /// Recurrent layers.
  static let recurrences: [ONNXOperator] = [
    recurrent("LSTM", ["Sigmoid", "Tanh", "Tanh"]) { _ in .lstm },
    recurrent("GRU", ["Sigmoid", "Tanh"]) { _ in .gru },
    recurrent("RNN", ["Tanh"]) { $0 ? .relu : .tanh },
  ]

  /// The record of a recurrent layer with the functions that it has by default; with others, with
  /// limits, or with sequences of several lengths, it stays unrecognized.
  ///
  /// Source: ONNX operators `LSTM`, `GRU` and `RNN`, opsets 7 to 22.
  private static func recurrent(
    _ name: String, _ functions: [String],
    cell: @escaping @Sendable (_ isRectified: Bool) -> Recurrence.Cell
  ) -> ONNXOperator {
    ONNXOperator(name, 7...newest, as: .recurrence, weights: [1, 2, 3, 7]) {
      call throws(ArchitectureError) in
      try call.requireOperands(3)
      let node = call.node
      let direction: Recurrence.Direction? =
        switch node.text("direction") ?? "forward" {
        case "forward": .forward
        case "reverse": .reverse
        case "bidirectional": .both
        default: nil
        }
      let stated = node.texts("activations") ?? []
      let all = Array(repeating: functions, count: direction == .both ? 2 : 1).flatMap { $0 }
      let isPlain = stated.isEmpty || stated == all
      let isRectified =
        name == "RNN" && stated.count == all.count && stated.allSatisfy { $0 == "Relu" }
      guard let direction, isPlain || isRectified, node.attribute("clip") == nil,
        let stateCount = node.integer("hidden_size"), 1...1 << 24 ~= stateCount,
        hasWholeSequences(call)
      else { return .unrecognized }
      let recurrence = Recurrence(
        cell: cell(isRectified), direction: direction, stateCount: stateCount,
        isBatchFirst: node.integer("layout") == 1,
        resetsAfterProduct: node.integer("linear_before_reset") ?? 0 != 0,
        couplesGates: node.integer("input_forget") ?? 0 != 0)
      // The fifth operand, which is left out, says how long sequences are.
      let operands = call.all.indices.filter { $0 != 4 }.map { call.all[$0] }
      return .operation(.recurrence(recurrence), operands)
    }
  }

  /// Whether all sequences are as long as the tensor that holds them.
  private static func hasWholeSequences(_ call: OperatorCall) -> Bool {
    guard call.has(4) else { return true }
    guard let lengths = call.literal(4)?.integers, let x = call.extents(0), x.count == 3,
      let steps = x[call.node.integer("layout") == 1 ? 1 : 0]
    else { return false }
    return lengths.allSatisfy { $0 == steps }
  }
}
