/// What to do with the nodes of one operator: emit an operation, or define a constant.
typealias NodeRule = @Sendable (inout Translation, ONNXNode) throws(ArchitectureError) -> Void

/// The rules of all operators, by the operator's name.
enum NodeRules {
  static let all: [String: NodeRule] = [
    convolution, pooling, normalization, activation, arithmetic, products, arrangement, selection,
    sequence, shape, opaque,
  ].reduce(into: [:]) { all, family in
    all.merge(family) { first, _ in first }
  }

  /// An operation that no rule knows; it depends on all its operands.
  static let unrecognized: NodeRule = { translation, node throws(ArchitectureError) in
    translation.emitUnrecognized(node)
  }
}

extension Translation {
  /// Adds an operation that keeps the name of its ONNX operator.
  mutating func emitUnrecognized(_ node: ONNXNode, extents: Extents? = nil) {
    emit(.unrecognized(type: node.type), for: node, inputs: operands(node), extents: extents)
  }
}

extension ONNXNode {
  /// Checks that the node has at least `count` operands that are not left out.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  func requireOperands(_ count: Int) throws(ArchitectureError) {
    guard inputs.count >= count, inputs.prefix(count).allSatisfy({ $0 != nil }) else {
      throw .malformed(
        location: location, expected: "\(count) operands of \(type)", found: "\(inputs.count)")
    }
  }

  /// One number per spatial axis, or twice as many; `standard` where the file gives none.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if the count differs.
  func perAxis(
    _ name: String, count: Int, standard: Int
  ) throws(ArchitectureError) -> [Int] {
    guard let values = integers(name), !values.isEmpty else {
      return Array(repeating: standard, count: count)
    }
    guard values.count == count else {
      throw .malformed(
        location: self.location, expected: "\(count) numbers in '\(name)'",
        found: "\(values.count)")
    }
    return values
  }
}
