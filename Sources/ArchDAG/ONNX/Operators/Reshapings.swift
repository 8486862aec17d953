extension ONNXOperators {
  /// Operators that lay the same elements out anew.
  static let reshapings: [ONNXOperator] = [
    ONNXOperator(
      "Reshape", as: .reshape, .arrangement, operands: .init(.moves(.laidOut), settings: [1]),
      folding: .keepsNumbers
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let target = reshapeTarget(call)
      let rank = call.extents(1).flatMap { $0.first ?? nil }
      let unknown = rank.flatMap { 0...64 ~= $0 ? Extents(repeating: nil, count: $0) : nil }
      if target == nil, call.tensor(1) != nil {
        let keepsZeros = call.node.integer("allowzero") == 1
        return .operation(
          .arrangement(keepsZeros ? .reshapeToZeros : .reshape, axis: 0), call.all,
          extents: unknown)
      }
      return .operation(.reshape(extents: target), extents: target == nil ? unknown : nil)
    },
    ONNXOperator("Flatten", as: .flatten, operands: .init(.moves(.laidOut)), folding: .keepsNumbers)
    {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.flatten(axis: call.node.integer("axis") ?? 1))
    },
    ONNXOperator(
      "Transpose", as: .transpose, operands: .init(.moves(.transposed)),
      folding: .computed { node, operands in
        guard let grid = NumberGrid(operands.first ?? nil) else { return nil }
        let order = node.integers("perm") ?? grid.extents.indices.reversed()
        guard order.sorted() == Array(grid.extents.indices) else { return nil }
        return grid.picking([:], order: order)
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let reversed = call.extents(0).map { Array($0.indices.reversed()) }
      guard let permutation = call.node.integers("perm") ?? reversed else { return .unrecognized }
      guard permutation.sorted() == Array(permutation.indices) else {
        throw .malformed(
          location: call.node.location, expected: "'perm' to be a permutation",
          found: "\(permutation)")
      }
      return .operation(.transpose(permutation: permutation))
    },
    ONNXOperator(
      "Squeeze", as: .squeeze, .arrangement, operands: .init(.moves(.laidOut), settings: [1]),
      folding: .keepsNumbers
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      // Axes that are only known while the network runs are not those of extent 1.
      guard !call.has(1) || axes(call) != nil else {
        return .operation(.arrangement(.squeeze, axis: 0), call.all)
      }
      return .operation(.squeeze(axes: axes(call) ?? []))
    },
    ONNXOperator(
      "Unsqueeze", as: .unsqueeze, .arrangement,
      operands: .init(.moves(.laidOut), settings: [1]),
      folding: .keepsNumbers
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let axes = axes(call) else {
        guard call.has(1) else { return .unrecognized }
        return .operation(.arrangement(.unsqueeze, axis: 0), call.all)
      }
      return .operation(.unsqueeze(axes: axes))
    },
    ONNXOperator(
      "Expand", 8...newest, as: .expand, .arrangement, operands: .init(settings: [1]),
      folding: .function(ConstantFolding.expanded)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      guard call.tensor(1) == nil else {
        return .operation(.arrangement(.expand, axis: 0), call.all)
      }
      let target = call.literal(1)?.integers?.map(Optional.some)
      return .operation(
        .expand, [.operand(0), .operand(1)], extents: broadcastExtents(call.extents(0), target))
    },
  ]

  /// The target of a `Reshape`, with the extents that it copies from its operand put in.
  ///
  /// Source: ONNX operator `Reshape`, opset 14.
  private static func reshapeTarget(_ call: OperatorCall) -> [Int]? {
    guard var target = call.integers("shape", or: 1), target.count <= 64 else { return nil }
    guard call.node.integer("allowzero") != 1 else { return target }
    let x = call.extents(0)
    for axis in target.indices where target[axis] == 0 {
      guard let x, axis < x.count, let extent = x[axis] else { return nil }
      target[axis] = extent
    }
    return target
  }

  /// The axes of `Squeeze` and `Unsqueeze`: an attribute up to opset 12, then an operand.
  private static func axes(_ call: OperatorCall) -> [Int]? {
    guard let axes = call.integers("axes", or: 1), axes.count <= 64 else { return nil }
    return axes
  }
}
