extension NodeRules {
  /// Sequences of tensors, which exporters use for parts of one.
  static let sequence: [String: NodeRule] = [
    "SplitToSequence": { translation, node throws(ArchitectureError) in
      try translation.splitToSequence(node)
    },
    "SequenceConstruct": { translation, node throws(ArchitectureError) in
      let parts = translation.operands(node).compactMap(\.self)
      if case let output?? = node.outputs.first, parts.count == node.inputs.count {
        translation.define(output, as: .sequence(parts))
      }
    },
    "SequenceAt": { translation, node throws(ArchitectureError) in
      try node.requireOperands(2)
      guard case .sequence(let parts)? = translation.flow(node, 0),
        let position = translation.literal(node, 1)?.integers?.first,
        let index = normalizedAxis(position, rank: parts.count)
      else {
        throw .unsupported(
          location: node.location, feature: "a position in a sequence that cannot be told")
      }
      if case let output?? = node.outputs.first {
        translation.define(output, as: .tensor(parts[index]))
      }
    },
    "ConcatFromSequence": { translation, node throws(ArchitectureError) in
      guard case .sequence(let parts)? = translation.flow(node, 0), !parts.isEmpty,
        node.integer("new_axis") != 1
      else {
        throw .unsupported(location: node.location, feature: "a sequence of unknown parts")
      }
      translation.emit(
        .concatenation(axis: node.integer("axis") ?? 0), for: node, inputs: parts)
    },
  ]
}

extension Translation {
  /// Cuts a tensor into the parts of a sequence.
  ///
  /// Source: ONNX operator `SplitToSequence`, opset 11.
  fileprivate mutating func splitToSequence(_ node: ONNXNode) throws(ArchitectureError) {
    try node.requireOperands(1)
    let axis = node.integer("axis") ?? 0
    guard let x = extents(node, 0), let place = normalizedAxis(axis, rank: x.count),
      let parts = parts(node, extent: x[place]), let x = operand(node, 0)
    else {
      throw .unsupported(location: node.location, feature: "a split into unknown parts")
    }
    let flows = emit(
      .split(axis: axis, extents: parts), name: node.name, inputs: [x],
      results: parts.indices.map { "\(node.name).\($0)" })
    var tensors = flows.map { tensor(of: $0, name: node.name) }
    let isSqueezed = (flow(node, 1) == nil) && node.integer("keepdims") == 0
    if isSqueezed {
      tensors = tensors.map { part in
        let squeezed = emit(
          .squeeze(axes: [axis]), name: node.name, inputs: [part],
          results: [self.tensors[part].name])
        return tensor(of: squeezed[0], name: node.name)
      }
    }
    if case let output?? = node.outputs.first { define(output, as: .sequence(tensors)) }
  }

  /// The extents of the parts: equal ones of a given extent, a list, or ones.
  private func parts(_ node: ONNXNode, extent: Int?) -> [Int]? {
    guard flow(node, 1) != nil else {
      return extent.flatMap { $0 <= Self.partLimit ? Array(repeating: 1, count: $0) : nil }
    }
    guard let literal = literal(node, 1), let sizes = literal.integers, !sizes.isEmpty else {
      return nil
    }
    if literal.extents?.count == 1 { return sizes.count <= Self.partLimit ? sizes : nil }
    let size = sizes[0]
    guard let extent, size > 0, extent / size < Self.partLimit else { return nil }
    return stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
  }

  /// Sequences of more parts are no network's.
  private static var partLimit: Int { 4096 }
}
