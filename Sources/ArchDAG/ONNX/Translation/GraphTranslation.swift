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
      let format = known.results.format(of: call)
      for case let output? in node.outputs { formats[output] = format }
      if let literal = folded(call, by: known) {
        define(node, as: literal)
        deferNumbers(of: call, by: known)
        return
      }
      try define(call, as: try known.translation(call))
    } else {
      let type = known == nil ? node.type : "\(node.type) of operator set \(version)"
      emit(
        .unrecognized(type: type), inputs: call.all.map { $0.flatMap { flow($0, of: call) } },
        for: node)
    }
    if let known, known.versions.contains(version) {
      if known.keepsNumbers(of: call) { keepNumbers(of: call) }
      deferNumbers(of: call, by: known)
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

  /// The result of a node, computed from constants.
  private mutating func folded(_ call: OperatorCall, by known: ONNXOperator) -> Literal? {
    guard case .computed(let rule) = known.folding, known.isConstant(call) else { return nil }
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

  /// Notes how a constant is computed whose numbers are too many to be computed at once.
  private mutating func deferNumbers(of call: OperatorCall, by known: ONNXOperator) {
    guard case .computed(let rule) = known.folding, known.isConstant(call),
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
      emit(kind, inputs: inputs.map { $0.flatMap { flow($0, of: call) } }, extents, for: node)
    case .value(.operand(let place)):
      if case let output?? = node.outputs.first, let number = node.inputs[place] {
        flows[output] = flows[number]
      }
    case .value(let expression):
      if case let output?? = node.outputs.first { flows[output] = flow(expression, of: call) }
    case .sequence(let parts):
      let flows = parts.compactMap { flow($0, of: call) }
      if case let output?? = node.outputs.first { self.flows[output] = .sequence(flows) }
    case .parts(let kind, let whole, let count, let each):
      let names = (0..<count).map { "\(node.name).\($0)" }
      var parts = emit(kind, inputs: [flow(whole, of: call)], name: node.name, results: names)
      if let each {
        parts = parts.map { part in
          emit(each, inputs: [part], name: node.name, results: [unnamed(node)])[0]
        }
      }
      if case let output?? = node.outputs.first { flows[output] = .sequence(parts) }
    case .unrecognized(let extents):
      emit(
        .unrecognized(type: node.type), inputs: call.all.map { $0.flatMap { flow($0, of: call) } },
        extents, for: node)
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
      let inputs = inputs.map { $0.flatMap { flow($0, of: call) } }
      return emit(
        kind, inputs: inputs, extents, name: call.node.name, results: [unnamed(call.node)])[0]
    }
  }

  /// A name for a tensor that the file has no name for.
  private mutating func unnamed(_ node: ONNXNode) -> String {
    unnamedCount += 1
    return "\(node.name):\(unnamedCount)"
  }

  /// Adds the operation that a node stands for, and defines the node's results.
  private mutating func emit(
    _ kind: OperationKind, inputs: [Flow?], _ extents: Extents? = nil, for node: ONNXNode
  ) {
    // The first result, and those of the others that are read.
    var numbers: [Int?] = [nil]
    if let first = node.outputs.first {
      let wanted = node.outputs.lastIndex { $0.map { isRead[$0] } ?? false } ?? 0
      numbers = [first] + node.outputs.dropFirst().prefix(wanted)
    }
    let results = emit(
      kind, inputs: inputs, extents, name: node.name,
      results: numbers.map { $0.map { graph.names[$0] } ?? node.name })
    for (number, flow) in zip(numbers, results) {
      if let number { flows[number] = flow }
    }
  }

  /// Adds an operation with results of these names; what depends on no input and no parameter is a
  /// constant instead.
  private mutating func emit(
    _ kind: OperationKind, inputs: [Flow?], _ extents: Extents? = nil, name: String,
    results names: [String]
  ) -> [Flow] {
    var places: [Int?] = []
    for case let input in inputs {
      switch input {
      case .tensor(let tensor): places.append(tensor)
      case .literal(var literal):
        budget.take(&literal)
        places.append(draft.add(literal, name: "\(name):\(draft.tensors.count)"))
      case .sequence, nil: places.append(nil)
      }
    }
    var all = kind.resultExtents(
      of: places.map { $0.flatMap { draft.tensors[$0].extents } }, resultCount: names.count)
    if let extents { all[0] = extents }
    if places.allSatisfy({ $0.map { draft.tensors[$0].isConstant } ?? true }) {
      var constants = all.map { Literal(extents: Extents.plausible($0)) }
      constants[0].deferred = kind.deferred(of: places.map { $0.map { draft.literal($0) } })
      return constants.map { .literal($0) }
    }
    return draft.add(kind, name: name, inputs: places, results: Array(zip(names, all)))
      .map { .tensor($0) }
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
