extension ONNXGraph {
  /// The initializers that exporters write instead of the weights that an instance norm must have
  /// and does not: ones for its scale and zeros for its shift.
  ///
  /// A group norm, for which there was no operator before opset 18, is such an instance norm of its
  /// groups, which a reshape has laid out. Arrays under the name of a module's attribute are that attribute,
  /// whatever they hold. And those instead of the first states of a recurrent layer.
  ///
  /// - Parameters:
  ///   - norm: the node.
  ///   - indices: by a value's number, its index among the initializers.
  ///   - bytes: the file.
  /// - Returns: the numbers of their values; none of another node.
  func placeholders(of norm: ONNXNode, _ indices: [Int?], in bytes: RawSpan) -> [Int] {
    if norm.known?.operations == [.recurrence] { return zeroStates(of: norm, indices, in: bytes) }
    guard norm.effect == .normalizes(.instance) else { return [] }
    return norm.inputs.indices.compactMap { operand in
      guard let expected = norm.placeholder(ofOperand: operand), let number = norm.inputs[operand],
        let initializer = indices[number],
        case let record = initializers[initializer].record,
        record.name.isExportersName
          || (!record.name.isAttributePath && isReshaped(norm.inputs.first ?? nil)),
        let literal = try? Literal(record, in: bytes), let reals = literal.reals, !reals.isEmpty,
        reals.allSatisfy({ $0 == expected })
      else { return nil }
      return number
    }
  }

  /// The initializers of zeros that are the first states of a recurrent layer, and no weights of it.
  private func zeroStates(of layer: ONNXNode, _ indices: [Int?], in bytes: RawSpan) -> [Int] {
    layer.inputs.indices.compactMap { operand in
      guard layer.placeholder(ofOperand: operand) != nil, let number = layer.inputs[operand],
        let initializer = indices[number],
        let literal = try? Literal(initializers[initializer].record, in: bytes),
        let reals = literal.reals, reals.allSatisfy({ $0 == 0 })
      else { return nil }
      return number
    }
  }

  /// Whether a node that lays elements out under other axes answers a value.
  private func isReshaped(_ number: Int?) -> Bool {
    guard let number else { return false }
    return nodes.contains { $0.effect == .moves(.laidOut) && $0.outputs.first == number }
  }
}
