extension ONNXOperators {
  /// Sequences of tensors, which exporters use for parts of one.
  static let sequences: [ONNXOperator] = [
    ONNXOperator("SplitToSequence", 11...newest, as: .split, operands: .init(settings: [1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let axis = call.node.integer("axis") ?? 0
      guard let x = call.extents(0), let normalized = normalizedAxis(axis, rank: x.count),
        let parts = parts(call, extent: x[normalized])
      else {
        throw .unsupported(location: call.node.location, feature: "a split into unknown parts")
      }
      let isSqueezed = !call.has(1) && call.node.integer("keepdims") == 0
      return .parts(
        .split(axis: axis, extents: parts), of: .operand(0), count: parts.count,
        each: isSqueezed ? .squeeze(axes: [axis]) : nil)
    },
    ONNXOperator("SequenceConstruct", 11...newest) { call throws(ArchitectureError) in
      .sequence(call.all.compactMap(\.self))
    },
    ONNXOperator("SequenceEmpty", 11...newest) { _ in .sequence([]) },
    ONNXOperator("SequenceInsert", 11...newest, operands: .init(settings: [2])) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      guard let count = call.elementCount(0) else { return .unrecognized }
      // Before one of the tensors, counted from either end, or behind all.
      let stated = call.has(2) ? call.literal(2)?.integers?.first : count
      guard let stated, stated >= -count, stated <= count else {
        throw .unsupported(
          location: call.node.location, feature: "a position in a sequence that cannot be told")
      }
      let position = stated < 0 ? stated + count : stated
      var parts = elements(count)
      parts.insert(.operand(1), at: position)
      return .sequence(parts)
    },
    ONNXOperator("SequenceErase", 11...newest, operands: .init(settings: [1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let count = call.elementCount(0) else { return .unrecognized }
      let position = try position(call, 1, among: count, standard: count - 1)
      var parts = elements(count)
      parts.remove(at: position)
      return .sequence(parts)
    },
    ONNXOperator("SequenceLength", 11...newest, results: .fixed(.index)) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return call.elementCount(0).map { .value(.constant(Literal(scalar: $0))) } ?? .unrecognized
    },
    ONNXOperator("SequenceAt", 11...newest, operands: .init(settings: [1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      guard let count = call.elementCount(0) else { return .unrecognized }
      return .value(.element(of: 0, at: try position(call, 1, among: count, standard: nil)))
    },
    ONNXOperator("ConcatFromSequence", 11...newest, as: .concatenation) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let count = call.elementCount(0) else { return .unrecognized }
      guard count > 0 else {
        throw .malformed(location: call.node.location, expected: "a tensor to join", found: "none")
      }
      let axis = call.node.integer("axis") ?? 0
      let parts = elements(count).map {
        call.node.integer("new_axis") == 1 ? $0.applying(.unsqueeze(axes: [axis])) : $0
      }
      return .operation(.concatenation(axis: axis), parts)
    },
  ]

  private static func elements(_ count: Int) -> [OperatorMeaning.Expression] {
    (0..<count).map { .element(of: 0, at: $0) }
  }

  /// A position in a sequence, counted from the front.
  ///
  /// - Parameters:
  ///   - call: the node.
  ///   - operand: which operand says the position.
  ///   - count: how many positions there are.
  ///   - standard: the position where that operand is left out.
  /// - Returns: the position, less than `count`.
  /// - Throws: ``ArchitectureError/unsupported(location:feature:)`` where only a run tells it, or there is
  ///   none.
  private static func position(
    _ call: OperatorCall, _ operand: Int, among count: Int, standard: Int?
  ) throws(ArchitectureError) -> Int {
    let stated = call.has(operand) ? call.literal(operand)?.integers?.first : standard
    guard let stated, let position = normalizedAxis(stated, rank: count) else {
      throw .unsupported(
        location: call.node.location, feature: "a position in a sequence that cannot be told")
    }
    return position
  }

  /// The extents of the parts: equal ones of a given extent, a list, or ones.
  ///
  /// Source: ONNX operator `SplitToSequence`, opset 11.
  private static func parts(_ call: OperatorCall, extent: Int?) -> [Int]? {
    guard call.has(1) else {
      return extent.flatMap { $0 <= partLimit ? Array(repeating: 1, count: $0) : nil }
    }
    guard let literal = call.literal(1), let sizes = literal.integers, !sizes.isEmpty else {
      return nil
    }
    if literal.extents?.count == 1 { return sizes.count <= partLimit ? sizes : nil }
    let size = sizes[0]
    guard let extent, size > 0, extent / size < partLimit else { return nil }
    return stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
  }

  /// Sequences of more parts are no network's.
  private static let partLimit = 4096
}
