extension NodeRules {
  /// Operators that arrange elements anew.
  static let arrangement: [String: NodeRule] = [
    "Reshape": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      let target = translation.reshapeTarget(node)
      let rank = translation.extents(node, 1).flatMap { $0.first ?? nil }
      let unknown = rank.flatMap { 0...64 ~= $0 ? Extents(repeating: nil, count: $0) : nil }
      translation.emit(
        .reshape(extents: target), for: node, inputs: [translation.operand(node, 0)],
        extents: target == nil ? unknown : nil)
    },
    "Flatten": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      translation.emit(
        .flatten(axis: node.integer("axis") ?? 1), for: node,
        inputs: [translation.operand(node, 0)])
    },
    "Transpose": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      let reversed = translation.extents(node, 0).map { Array($0.indices.reversed()) }
      guard let permutation = node.integers("perm") ?? reversed else {
        return translation.emitUnrecognized(node)
      }
      guard permutation.sorted() == Array(permutation.indices) else {
        throw .malformed(
          location: node.location, expected: "'perm' to be a permutation", found: "\(permutation)")
      }
      translation.emit(
        .transpose(permutation: permutation), for: node, inputs: [translation.operand(node, 0)])
    },
    "Squeeze": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      translation.emit(
        .squeeze(axes: translation.axes(node) ?? []), for: node,
        inputs: [translation.operand(node, 0)])
    },
    "Unsqueeze": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      guard let axes = translation.axes(node) else { return translation.emitUnrecognized(node) }
      translation.emit(
        .unsqueeze(axes: axes), for: node, inputs: [translation.operand(node, 0)])
    },
    "Expand": { translation, node throws(ArchitectureError) in
      try node.requireOperands(2)
      let target = translation.literal(node, 1)?.integers?.map(Optional.some)
      translation.emit(
        .expand, for: node, inputs: [translation.operand(node, 0), translation.operand(node, 1)],
        extents: broadcastExtents(translation.extents(node, 0), target))
    },
    "Pad": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      let isPartial = node.inputs.count > 3 && node.inputs[3] != nil
      let amounts = node.integers("pads") ?? translation.literal(node, 1)?.integers
      let known = isPartial ? nil : amounts
      // A border of anything but zeros is one whose width only counts.
      let value = node.real("value") ?? translation.literal(node, 2)?.reals?.first ?? 0
      let isZero = value == 0 && node.text("mode") ?? "constant" == "constant"
      translation.emit(
        .pad(amounts: isZero ? known : nil), for: node, inputs: [translation.operand(node, 0)],
        extents: translation.extents(node, 0).flatMap { padExtents($0, amounts: known) })
    },
    "Resize": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      translation.emit(
        .resize, for: node, inputs: [translation.operand(node, 0)],
        extents: translation.resizedExtents(node))
    },
    "Upsample": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      translation.emit(.resize, for: node, inputs: [translation.operand(node, 0)])
    },
  ]
}

extension Translation {
  /// The target of a `Reshape`, with the extents that it copies from its operand put in.
  ///
  /// Source: ONNX operator `Reshape`, opset 14.
  fileprivate func reshapeTarget(_ node: ONNXNode) -> [Int]? {
    guard var target = node.integers("shape") ?? literal(node, 1)?.integers, target.count <= 64
    else {
      return nil
    }
    guard node.integer("allowzero") != 1 else { return target }
    let x = extents(node, 0)
    for axis in target.indices where target[axis] == 0 {
      guard let x, axis < x.count, let extent = x[axis] else { return nil }
      target[axis] = extent
    }
    return target
  }

  /// The axes of `Squeeze` and `Unsqueeze`: an attribute up to opset 12, then an operand.
  fileprivate func axes(_ node: ONNXNode) -> [Int]? {
    guard let axes = node.integers("axes") ?? literal(node, 1)?.integers, axes.count <= 64 else {
      return nil
    }
    return axes
  }

  /// The extents that a `Resize` asks for, by sizes or by scales.
  ///
  /// Source: ONNX operator `Resize`, opset 19.
  fileprivate func resizedExtents(_ node: ONNXNode) -> Extents? {
    guard let x = extents(node, 0), node.attribute("axes") == nil else { return nil }
    if let sizes = literal(node, 3)?.integers, sizes.count == x.count {
      return sizes.map(Optional.some)
    }
    let place = node.inputs.count == 2 ? 1 : 2
    guard let scales = literal(node, place)?.reals, scales.count == x.count else { return nil }
    return zip(x, scales).map { extent, scale in
      guard let extent, scale > 0, scale < 1e6 else { return nil }
      return Int(exactly: (Float(extent) * scale).rounded(.down))
    }
  }
}
