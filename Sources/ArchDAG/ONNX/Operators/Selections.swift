extension ONNXOperators {
  /// Operators that put tensors together or take parts of them.
  static let selections: [ONNXOperator] = [
    ONNXOperator(
      "Concat", as: .concatenation, operands: .init(.plumbing(.other)),
      folding: .computed { node, operands in
        ConstantFolding.concatenation(
          operands.compactMap(\.self), of: operands.count, axis: node.integer("axis") ?? 1)
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.concatenation(axis: call.node.integer("axis") ?? 1), call.all)
    },
    ONNXOperator("Split", as: .split, .arrangement, operands: .init(settings: [1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let parts = call.integers("split", or: 1)
      // Parts that are only known while the network runs are not equal ones.
      guard parts != nil || !call.has(1) else {
        return .operation(
          .arrangement(.split, axis: call.node.integer("axis") ?? 0), call.all)
      }
      return .operation(.split(axis: call.node.integer("axis") ?? 0, extents: parts))
    },
    ONNXOperator(
      "Slice", as: .slice, .arrangement,
      operands: .init(.moves(.laidOut), settings: [1, 2, 3, 4]),
      folding: .computed { node, operands in
        guard let grid = NumberGrid(operands.first ?? nil),
          let slices = node.slices({ operand in
            operands.indices.contains(operand) ? operands[operand].map(\.integers) : nil
          })
        else { return nil }
        var picks: [Int: [Int]] = [:]
        for slice in slices {
          guard let axis = normalizedAxis(slice.axis, rank: grid.extents.count) else { return nil }
          picks[axis] = Array(slice.positions(of: grid.extents[axis]))
        }
        return grid.picking(picks)
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let slices = call.node.slices { operand in
        call.has(operand) ? .some(call.literal(operand)?.integers) : nil
      }
      guard let slices else {
        guard call.has(1), call.has(2) else { return .unrecognized }
        return .operation(.arrangement(.slice, axis: 0), call.all)
      }
      return .operation(.slice(slices))
    },
    ONNXOperator(
      "Gather", as: .gather, .embedding, operands: .init(.plumbing(.picks)),
      folding: .computed { node, operands in
        guard operands.count == 2, let grid = NumberGrid(operands[0]), let indices = operands[1],
          let positions = indices.integers, let indexExtents = indices.extents?.compactMap(\.self),
          let axis = normalizedAxis(node.integer("axis") ?? 0, rank: grid.extents.count)
        else { return nil }
        let picked = positions.compactMap { normalizedAxis($0, rank: grid.extents[axis]) }
        guard picked.count == positions.count else { return nil }
        let extents = grid.extents[..<axis] + indexExtents + grid.extents[(axis + 1)...]
        return grid.picking([axis: picked])?.reshaped(to: Array(extents))
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      let axis = call.node.integer("axis") ?? 0
      // A learned matrix of which what is fed picks rows.
      if axis == 0, let table = call.tensor(0), !table.dependsOnInput, table.extents?.count == 2,
        call.tensor(1)?.dependsOnInput ?? false
      {
        return .operation(.embedding, [.operand(1), .operand(0)])
      }
      return .operation(.gather(axis: axis), call.all)
    },
    ONNXOperator(
      "Trilu", 14...newest, as: .select, operands: .init(settings: [1]),
      folding: .computed { node, operands in
        guard let x = operands.first ?? nil, x.numbers.count != nil,
          let triangle = Triangle(node, operands.count > 1 ? operands[1] : nil, in: x.extents),
          let mask = triangle.mask(limit: x.countLimit)
        else { return nil }
        let zero = Literal(
          extents: [], numbers: x.integers == nil ? .reals([0]) : .integers([0]))
        return ConstantFolding.choice([mask, x, zero])
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let triangle = Triangle(call.node, call.literal(1), in: call.extents(0)),
        !call.has(1) || call.literal(1) != nil
      else { return .unrecognized(extents: call.extents(0)) }
      return .operation(
        .select,
        [
          .constant(triangle.literal), .operand(0),
          .constant(Literal(extents: [], numbers: .reals([0]))),
        ])
    },
    ONNXOperator("GatherElements", 11...newest, as: .gatherElements) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      return .operation(.gatherElements(axis: call.node.integer("axis") ?? 0), call.all)
    },
    scatter("ScatterElements", 11...newest) { $0.integer("axis") ?? 0 },
    scatter("Scatter", 9...10) { $0.integer("axis") ?? 0 },
    scatter("ScatterND", 11...newest) { _ in nil },
    ONNXOperator(
      "GatherND", 11...newest, as: .gather, .gatherND, operands: .init(.partlyKnown(.movement))
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      let isPlain = call.node.integer("batch_dims") ?? 0 == 0
      // Indices of one number each pick along axis 0, as `Gather` does.
      if isPlain, let indices = call.literal(1), indices.extents?.last == 1 {
        var positions = Literal(
          extents: indices.extents.map { $0.dropLast() }, numbers: indices.numbers)
        (positions.record, positions.deferred) = (indices.record, indices.deferred)
        return .operation(.gather(axis: 0), [.operand(0), .constant(positions)])
      }
      return .operation(.gatherND(batchAxes: call.node.integer("batch_dims") ?? 0), call.all)
    },
  ]

  /// The record of an operator that puts numbers instead of others, or combines both.
  private static func scatter(
    _ name: String, _ versions: ClosedRange<Int>,
    axis: @escaping @Sendable (ONNXNode) -> Int?
  ) -> ONNXOperator {
    ONNXOperator(
      name, versions, as: .scatter,
      folding: .computed { node, operands in
        let grids = operands.compactMap { NumberGrid($0) }
        guard grids.count == 3, node.text("reduction") ?? "none" == "none" else { return nil }
        return grids[0].scattering(grids[2], at: grids[1], axis: axis(node))
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(3)
      let combination: ScatterCombination?
      switch call.node.text("reduction") ?? "none" {
      case "none": combination = nil
      case "add": combination = .add
      case "mul": combination = .multiply
      case "min": combination = .minimum
      case "max": combination = .maximum
      default: return .unrecognized(extents: call.extents(0))
      }
      return .operation(
        .scatter(axis: axis(call.node), combining: combination), call.all,
        extents: call.extents(0))
    }
  }
}

extension ONNXNode {
  /// The cuts of a `Slice`: attributes up to opset 9, then operands.
  ///
  /// - Parameter operand: the numbers of an operand; `nil` if it is left out, and inner `nil` if
  ///   its numbers are unknown.
  /// - Returns: one entry per axis that is cut; `nil` if they cannot be told.
  ///
  /// Source: ONNX operator `Slice`, opsets 1 to 13.
  fileprivate func slices(_ operand: (Int) -> [Int]??) -> [AxisSlice]? {
    guard let starts = integers("starts") ?? operand(1) ?? nil,
      let ends = integers("ends") ?? operand(2) ?? nil,
      let axes = integers("axes") ?? operand(3) ?? Array(starts.indices),
      let steps = operand(4) ?? starts.map({ _ in 1 }),
      starts.count == ends.count, starts.count == axes.count, starts.count == steps.count,
      starts.count <= 64, !steps.contains(0)
    else { return nil }
    return starts.indices.map { index in
      AxisSlice(axis: axes[index], start: starts[index], end: ends[index], step: steps[index])
    }
  }
}
