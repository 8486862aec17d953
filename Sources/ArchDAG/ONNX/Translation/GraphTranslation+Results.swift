/// What a node becomes, by the meaning that its operator's record gives it: operations of the draft, and values
/// of the graph.
extension GraphTranslation {
  /// Notes what the results of a node are.
  mutating func define(
    _ call: OperatorCall, as meaning: OperatorMeaning
  ) throws(ArchitectureError) {
    let node = call.node
    switch meaning {
    case .value(.operation(let kind, let inputs, let extents)):
      emit(kind, inputs: operands(inputs, of: call), extents, for: node)
    case .value(.operand(let operand)):
      if case let output?? = node.outputs.first, let number = node.inputs[operand] {
        flows[output] = flows[number]
      }
    case .value(let expression):
      if case let output?? = node.outputs.first { flows[output] = flow(expression, of: call) }
    case .values(let expressions):
      for case (let output?, let expression?) in zip(node.outputs, expressions) {
        flows[output] = flow(expression, of: call)
      }
    case .sequence(let parts):
      let flows = parts.compactMap { flow($0, of: call) }
      elementCount += flows.count
      if case let output?? = node.outputs.first { self.flows[output] = .sequence(flows) }
    case .parts(let kind, let whole, let count, let each):
      let names = (0..<count).map { "\(node.name).\($0)" }
      var parts = emit(
        kind, inputs: operands([whole], of: call), name: node.name, results: names)
      if let each {
        parts = parts.map { part in
          emit(
            each, inputs: [tensor(part, for: node.name)], name: node.name, result: unnamed(node))
        }
      }
      if case let output?? = node.outputs.first { flows[output] = .sequence(parts) }
    case .unrecognized(let extents, let trait):
      let effect = node.effect.ofUnrecognized
      let type = trait.map { "\(node.type) \($0)" } ?? node.type
      emit(
        .unrecognized(type: type, effect: effect),
        inputs: operands(call.allTensors, of: call), extents, for: node)
    }
  }

  /// The tensors that an operation reads, after adding what computes them.
  mutating func operands(
    _ expressions: [OperatorMeaning.Expression?], of call: OperatorCall
  ) -> [Int?] {
    var tensors: [Int?] = []
    tensors.reserveCapacity(expressions.count)
    for expression in expressions {
      tensors.append(
        expression.flatMap { flow($0, of: call) }.flatMap { tensor($0, for: call.node.name) })
    }
    return tensors
  }

  /// The tensor that an operation reads; for a constant, one of its own.
  private mutating func tensor(_ flow: Flow, for name: String) -> Int? {
    switch flow {
    case .tensor(let tensor): return tensor
    case .literal(var literal):
      budget.take(&literal)
      return draft.add(literal, name: "\(name):\(draft.tensors.count)")
    case .sequence: return nil
    }
  }

  /// The value of an expression, after adding the operations that compute it.
  private mutating func flow(
    _ expression: OperatorMeaning.Expression, of call: OperatorCall
  ) -> Flow? {
    switch expression {
    case .operand(let operand):
      guard call.node.inputs.indices.contains(operand), let number = call.node.inputs[operand]
      else {
        return nil
      }
      if case .literal(let literal)? = flows[number] {
        // One tensor for all that read the constant.
        let tensor = constants[number] ?? draft.add(literal, name: graph.names[number])
        constants[number] = tensor
        return .tensor(tensor)
      }
      return flows[number]
    case .element(let operand, let index):
      guard let number = call.node.inputs[operand], case .sequence(let parts)? = flows[number],
        parts.indices.contains(index)
      else { return nil }
      return parts[index]
    case .constant(let literal):
      return .literal(literal)
    case .shared(let key, let expression):
      if let flow = shared[key] { return flow }
      let flow = flow(expression, of: call)
      shared[key] = flow
      return flow
    case .operation(let kind, let inputs, let extents):
      let inputs = operands(inputs, of: call)
      return emit(
        kind, inputs: inputs, extents, name: call.node.name, result: unnamed(call.node))
    }
  }

  /// A name for a tensor that the file has no name for.
  private mutating func unnamed(_ node: ONNXNode) -> String {
    unnamedCount += 1
    return "\(node.name):\(unnamedCount)"
  }

  /// Adds the operation that a node stands for, and defines the node's results.
  mutating func emit(
    _ kind: OperationKind, inputs: [Int?], _ extents: Extents? = nil, for node: ONNXNode
  ) {
    // The first result, and those of the others that are read; of equal parts, how many they are counts.
    let wanted =
      kind.isDividedEqually
      ? node.outputs.count - 1 : node.outputs.lastIndex { $0.map { isRead[$0] } ?? false } ?? 0
    guard wanted > 0 else {
      let number = node.outputs.first.flatMap(\.self)
      let result = emit(
        kind, inputs: inputs, extents, name: node.name,
        result: number.map { graph.names[$0] } ?? node.name)
      if let number { flows[number] = result }
      return
    }
    let numbers = node.outputs[...wanted]
    let results = emit(
      kind, inputs: inputs, extents, name: node.name,
      results: numbers.map { $0.map { graph.names[$0] } ?? node.name })
    for (number, flow) in zip(numbers, results) {
      if let number { flows[number] = flow }
    }
  }

  /// Adds an operation with one result of this name; what depends on no input and no parameter is a
  /// constant instead.
  mutating func emit(
    _ kind: OperationKind, inputs: [Int?], _ extents: Extents? = nil, name: String, result: String
  ) -> Flow {
    let extents = extents ?? kind.resultExtents(of: self.extents(of: inputs))[0]
    guard draft.hasVariable(among: inputs) else {
      return .literal(constant(kind, of: inputs, extents))
    }
    return .tensor(draft.add(kind, name: name, inputs: inputs, results: [(result, extents)])[0])
  }

  /// Adds an operation with results of these names.
  mutating func emit(
    _ kind: OperationKind, inputs: [Int?], _ extents: Extents? = nil, name: String,
    results names: [String]
  ) -> [Flow] {
    var all = kind.resultExtents(of: self.extents(of: inputs), resultCount: names.count)
    if let extents { all[0] = extents }
    guard draft.hasVariable(among: inputs) else {
      return all.enumerated().map {
        .literal(constant(kind, of: inputs, $1, result: $0, count: all.count))
      }
    }
    return draft.add(kind, name: name, inputs: inputs, results: Array(zip(names, all)))
      .map { .tensor($0) }
  }

  private func extents(of inputs: [Int?]) -> [Extents?] {
    inputs.map { $0.flatMap { draft.tensors[$0].extents } }
  }
}

extension OperationKind {
  /// Whether it cuts an axis into as many equal parts as it has results.
  fileprivate var isDividedEqually: Bool {
    if case .split(_, extents: nil) = self { true } else { false }
  }
}
