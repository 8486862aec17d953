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
    ONNXOperator("SequenceAt", 11...newest) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      guard case .sequence(let count)? = call.operand(0),
        let position = call.literal(1)?.integers?.first,
        let index = normalizedAxis(position, rank: count)
      else {
        throw .unsupported(
          location: call.node.location, feature: "a position in a sequence that cannot be told")
      }
      return .value(.element(of: 0, at: index))
    },
    ONNXOperator("ConcatFromSequence", 11...newest, as: .concatenation) {
      call throws(ArchitectureError) in
      guard case .sequence(let count)? = call.operand(0), count > 0,
        call.node.integer("new_axis") != 1
      else {
        throw .unsupported(location: call.node.location, feature: "a sequence of unknown parts")
      }
      return .operation(
        .concatenation(axis: call.node.integer("axis") ?? 0),
        (0..<count).map { .element(of: 0, at: $0) })
    },
  ]

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
