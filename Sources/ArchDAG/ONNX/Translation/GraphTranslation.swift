import Tensors

/// Turns an ONNX graph into an ``Architecture``, node by node, in topological order.
///
/// What depends on no input and no parameter stays a ``Literal``; everything else becomes an
/// operation. What a node means says its operator's record in ``ONNXOperators``.
struct GraphTranslation {
  private let graph: ONNXGraph
  private var draft = ArchitectureDraft()
  /// What is known of each of the graph's values, by its number.
  private var flows: [Flow?]
  /// The number format of each of the graph's values, by its number, where the file says it.
  private var formats: [TensorRecord.ElementType]
  /// Whether a node or an output reads a value, by its number.
  private let isRead: [Bool]
  /// The tensors that hold constants of the graph, by the value's number.
  private var constants: [Int: Int] = [:]
  /// The numbers that constants may be computed to hold.
  private var budget = NumberBudget()
  /// How many tensors the node at hand has added beside its results.
  private var unnamedCount = 0
  /// What the node at hand uses several times, by its number.
  private var shared: [Int: Flow] = [:]

  /// What a value of the graph is.
  private enum Flow {
    /// Indirect, since what is known of a constant takes far more room than a number.
    indirect case literal(Literal)
    /// The number of a tensor.
    case tensor(Int)
    /// The elements of a sequence.
    case sequence([Flow])
  }

  /// The architecture that a graph describes, as the nodes say it.
  ///
  /// - Throws: ``ArchitectureError``.
  static func architecture(
    _ graph: ONNXGraph, in bytes: RawSpan, name: String, inputExtents: [Int?] = []
  ) throws(ArchitectureError) -> Architecture {
    var translation = GraphTranslation(graph)
    for source in try GraphSources.sources(of: graph, in: bytes, inputExtents: inputExtents) {
      translation.flows[source.number] =
        switch source.content {
        case .literal(let literal): .literal(literal)
        case .tensor(let tensor): .tensor(translation.draft.add(tensor))
        }
    }
    for index in graph.nodes.indices { try translation.translate(graph.nodes[index]) }
    return try translation.finish(name: name, in: bytes)
  }

  private init(_ graph: ONNXGraph) {
    self.graph = graph
    flows = Array(repeating: nil, count: graph.names.count)
    formats = Array(repeating: .undefined, count: graph.names.count)
    for (number, info) in graph.inputs { formats[number] = info.type }
    for (number, record) in graph.initializers { formats[number] = record.type }
    isRead = graph.valuesRead
  }

  // MARK: Nodes

  private mutating func translate(_ node: ONNXNode) throws(ArchitectureError) {
    let version = graph.version(of: node.type)
    let call = OperatorCall(
      node: node, version: version, operands: node.inputs.map { $0.flatMap { operand($0) } },
      formats: node.inputs.map { $0.map { format(of: $0) } ?? .undefined })
    unnamedCount = 0
    if !shared.isEmpty { shared = [:] }
    let known = node.known
    if let known, known.versions.contains(version) {
      for (place, output) in node.outputs.enumerated() {
        if let output { formats[output] = known.results.format(ofResult: place, of: call) }
      }
      if known.isConstant(call) {
        if let literal = folded(call, by: known) {
          define(node, as: literal)
          deferNumbers(of: call, by: known)
          return
        }
        try define(call, as: try known.translation(call))
        if case .keepsNumbers = known.folding { keepNumbers(of: call) }
        deferNumbers(of: call, by: known)
      } else {
        try define(call, as: try known.translation(call))
      }
    } else {
      let type = known == nil ? node.type : "\(node.type) of operator set \(version)"
      emit(.unrecognized(type: type), inputs: operands(call.all, of: call), for: node)
    }
    if let mask = DropoutMask(after: call) { note(mask, of: node) }
    guard max(draft.tensors.count, draft.operandCount) <= ArchitectureDraft.sizeLimit else {
      throw .tooLarge(
        location: node.location,
        limit: "\(ArchitectureDraft.sizeLimit) tensors and as many operands", found: "more")
    }
    for case let output? in node.outputs where flows[output] == nil && isRead[output] {
      // Results beyond those that a rule knows, such as the length of a sequence.
      throw .unsupported(
        location: node.location, feature: "the result '\(graph.names[output])' of \(node.type)")
    }
  }

  /// What a rule may know of a value.
  private func operand(_ number: Int) -> OperatorCall.Operand? {
    switch flows[number] {
    case .literal(let literal): .constant(literal)
    case .tensor(let tensor):
      .tensor(
        .init(
          extents: draft.tensors[tensor].extents,
          dependsOnInput: draft.tensors[tensor].dependsOnInput))
    case .sequence(let parts): .sequence(count: parts.count)
    case nil: nil
    }
  }

  /// The number format of a value; that of its numbers, where the file does not say it.
  private func format(of number: Int) -> TensorRecord.ElementType {
    guard formats[number] == .undefined, case .literal(let literal)? = flows[number] else {
      return formats[number]
    }
    switch literal.numbers {
    case .integers: return literal.type == .undefined ? .index : literal.type
    case .reals: return .float
    case .unread: return literal.record?.type ?? literal.type
    }
  }

  /// The result of a node whose operands are constants.
  private mutating func folded(_ call: OperatorCall, by known: ONNXOperator) -> Literal? {
    guard case .computed(let rule) = known.folding else { return nil }
    let operands = call.operands.indices.map { call.literal($0) }
    guard var literal = rule(call.node, operands), literal.count ?? 0 <= Literal.countLimit else {
      return nil
    }
    budget.take(&literal)
    literal.mask = DropoutMask(after: call)
    return literal
  }

  /// Gives a rearranged constant its operand's numbers.
  private mutating func keepNumbers(of call: OperatorCall) {
    guard case let output?? = call.node.outputs.first, case .literal(var literal)? = flows[output],
      let operand = call.literal(0), let extents = literal.extents
    else { return }
    if product(extents) == operand.numbers.count {
      literal.numbers = operand.numbers
    } else if let record = operand.record,
      product(extents) == Shape(checking: record.extents)?.count
    {
      literal.record = record
    } else if let deferred = operand.deferred, let count = product(extents),
      count == operand.extents.flatMap({ product($0) })
    {
      literal.deferred = deferred
    } else {
      return
    }
    flows[output] = .literal(literal)
  }

  /// Notes how the result of a node whose operands are constants is computed, where its numbers are
  /// too many to be computed at once.
  private mutating func deferNumbers(of call: OperatorCall, by known: ONNXOperator) {
    guard case .computed(let rule) = known.folding,
      case let output?? = call.node.outputs.first, case .literal(var literal)? = flows[output],
      literal.numbers.count == nil, literal.record == nil, literal.deferred == nil
    else { return }
    let (node, operands) = (call.node, call.operands.indices.map { call.literal($0) })
    let isLarge = literal.extents.flatMap { product($0) }.map { $0 > Literal.countLimit } ?? false
    guard isLarge || operands.contains(where: { $0?.deferred != nil || $0?.record != nil }) else {
      return
    }
    literal.deferred = DeferredNumbers(of: operands) { rule(node, $0) }
    flows[output] = .literal(literal)
  }

  private mutating func note(_ mask: DropoutMask, of node: ONNXNode) {
    guard case let output?? = node.outputs.first, case .literal(var literal)? = flows[output] else {
      return
    }
    literal.mask = mask
    flows[output] = .literal(literal)
  }

  // MARK: Results

  private mutating func define(_ node: ONNXNode, as literal: Literal) {
    if case let output?? = node.outputs.first { flows[output] = .literal(literal) }
  }

  private mutating func define(
    _ call: OperatorCall, as meaning: OperatorMeaning
  ) throws(ArchitectureError) {
    let node = call.node
    switch meaning {
    case .value(.operation(let kind, let inputs, let extents)):
      emit(kind, inputs: operands(inputs, of: call), extents, for: node)
    case .value(.operand(let place)):
      if case let output?? = node.outputs.first, let number = node.inputs[place] {
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
    case .unrecognized(let extents):
      emit(
        .unrecognized(type: node.type), inputs: operands(call.all, of: call), extents, for: node)
    }
  }

  /// The tensors that an operation reads, after adding what computes them.
  private mutating func operands(
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
    case .operand(let place):
      guard call.node.inputs.indices.contains(place), let number = call.node.inputs[place] else {
        return nil
      }
      if case .literal(let literal)? = flows[number] {
        // One tensor for all that read the constant.
        let tensor = constants[number] ?? draft.add(literal, name: graph.names[number])
        constants[number] = tensor
        return .tensor(tensor)
      }
      return flows[number]
    case .element(let place, let index):
      guard let number = call.node.inputs[place], case .sequence(let parts)? = flows[number],
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
  private mutating func emit(
    _ kind: OperationKind, inputs: [Int?], _ extents: Extents? = nil, for node: ONNXNode
  ) {
    // The first result, and those of the others that are read.
    let wanted = node.outputs.lastIndex { $0.map { isRead[$0] } ?? false } ?? 0
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
  private mutating func emit(
    _ kind: OperationKind, inputs: [Int?], _ extents: Extents? = nil, name: String, result: String
  ) -> Flow {
    let extents = extents ?? kind.resultExtents(of: self.extents(of: inputs))[0]
    guard draft.hasVariable(among: inputs) else {
      return .literal(constant(kind, of: inputs, extents))
    }
    return .tensor(draft.add(kind, name: name, inputs: inputs, results: [(result, extents)])[0])
  }

  /// Adds an operation with results of these names.
  private mutating func emit(
    _ kind: OperationKind, inputs: [Int?], _ extents: Extents? = nil, name: String,
    results names: [String]
  ) -> [Flow] {
    var all = kind.resultExtents(of: self.extents(of: inputs), resultCount: names.count)
    if let extents { all[0] = extents }
    guard draft.hasVariable(among: inputs) else {
      return [.literal(constant(kind, of: inputs, all[0]))]
        + all.dropFirst().map { .literal(Literal(extents: Extents.plausible($0))) }
    }
    return draft.add(kind, name: name, inputs: inputs, results: Array(zip(names, all)))
      .map { .tensor($0) }
  }

  private func extents(of inputs: [Int?]) -> [Extents?] {
    inputs.map { $0.flatMap { draft.tensors[$0].extents } }
  }

  /// The first result of an operation on constants.
  private func constant(
    _ kind: OperationKind, of inputs: [Int?], _ extents: Extents?
  ) -> Literal {
    var literal = Literal(extents: Extents.plausible(extents))
    literal.deferred = kind.deferred(of: inputs.map { $0.map { draft.literal($0) } })
    return literal
  }

  private func finish(
    name: String, in bytes: RawSpan
  ) throws(ArchitectureError) -> Architecture {
    // An output that is a constant, a parameter or an input says nothing of the network: anchors of
    // boxes, say.
    let results = graph.outputs.compactMap { number -> Int? in
      guard case .tensor(let tensor)? = flows[number], draft.tensors[tensor].producer != nil else {
        return nil
      }
      return tensor
    }
    let computed = results.filter { draft.isComputed($0) }
    let outputs = computed.isEmpty ? results : computed
    guard !outputs.isEmpty else {
      guard let first = graph.outputs.first else {
        throw .malformed(location: "graph", expected: "an output", found: "none")
      }
      throw .malformed(
        location: "output '\(graph.names[first])'",
        expected: "an operation on an input or a parameter", found: "none")
    }
    return try draft.architecture(name: name, outputs: outputs, in: bytes)
  }
}
