extension NodeRules {
  /// Operators whose result depends on their operand's extents alone, not on its numbers.
  static let shape: [String: NodeRule] = [
    "Shape": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      guard let extents = translation.extents(node, 0) else {
        return translation.define(node, as: Literal(extents: [nil]))
      }
      let range = AxisSlice(
        axis: 0, start: node.integer("start") ?? 0, end: node.integer("end") ?? .max, step: 1)
      let part = range.positions(of: extents.count).map { extents[$0] }
      let known = part.compactMap(\.self)
      translation.define(
        node,
        as: Literal(
          extents: [part.count], numbers: known.count == part.count ? .integers(known) : .unread))
    },
    "Size": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      let count = translation.extents(node, 0).flatMap { product($0) }
      translation.define(
        node, as: Literal(extents: [], numbers: count.map { .integers([$0]) } ?? .unread))
    },
    "RandomUniformLike": { translation, node throws(ArchitectureError) in
      try like(&translation, node)
      if case let output?? = node.outputs.first { translation.masks[output] = DropoutMask() }
    },
    "RandomNormalLike": like, "EyeLike": like,
  ]

  private static let like: NodeRule = { translation, node throws(ArchitectureError) in
    try node.requireOperands(1)
    translation.define(node, as: Literal(extents: translation.extents(node, 0)))
  }
}
