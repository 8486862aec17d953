import Tensors

/// Turns an ONNX graph into an ``Architecture``, node by node, in topological order.
///
/// What depends on no input and no parameter stays a ``Literal``; everything else becomes an
/// operation. What a node means says its operator's record in ``ONNXOperators``.
struct GraphTranslation {
  let graph: ONNXGraph
  var draft = ArchitectureDraft()
  /// What is known of each of the graph's values, by its number.
  var flows: [Flow?]
  /// The number format of each of the graph's values, by its number, where the file says it.
  private var formats: [TensorRecord.ElementType]
  /// Whether a node or an output reads a value, by its number.
  let isRead: [Bool]
  /// The tensors that hold constants of the graph, by the value's number.
  var constants: [Int: Int] = [:]
  /// The arrays of modules that are no parameters.
  private var buffers = ModuleBuffers()
  /// The constants of operators that are not known.
  private var unknownSources = UnknownSources()
  /// The numbers that constants may be computed to hold.
  var budget = NumberBudget()
  /// How many tensors the node at hand has added beside its results.
  var unnamedCount = 0
  /// How many elements all sequences have together; each insertion makes a new sequence.
  var elementCount = 0
  /// What the node at hand uses several times, by its number.
  var shared: [Int: Flow] = [:]

  /// What a value of the graph is.
  enum Flow {
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
      if source.isBuffer, case .literal(let literal) = source.content {
        translation.buffers.note(literal, named: graph.names[source.number])
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

  private mutating func translate(_ node: ONNXNode) throws(ArchitectureError) {
    let version = graph.version(of: node.type)
    if node.handsOn { noteBuffer(copiedBy: node) }
    let call = OperatorCall(
      node: node, version: version, operands: node.inputs.map { $0.flatMap { operand($0) } },
      formats: node.inputs.map { $0.map { format(of: $0) } ?? .undefined })
    unnamedCount = 0
    if !shared.isEmpty { shared = [:] }
    let known = node.known
    if let known, known.versions.contains(version) {
      for (index, output) in node.outputs.enumerated() {
        if let output { formats[output] = known.results.format(ofResult: index, of: call) }
      }
      if known.isConstant(call) {
        if let literal = folded(call, by: known) {
          define(node, as: literal)
          deferNumbers(of: call, by: known)
          followUnknownSources(node)
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
      emit(.unrecognized(type: type), inputs: operands(call.allTensors, of: call), for: node)
      if isConstant(node), DropoutMask(after: call) == nil {
        unknownSources.note(node, type: type)
      }
    }
    followUnknownSources(node)
    if let mask = DropoutMask(after: call) { note(mask, of: node) }
    let limit = ArchitectureDraft.sizeLimit
    guard max(draft.tensors.count, draft.operandCount, elementCount) <= limit else {
      throw .tooLarge(
        location: node.location,
        limit: "\(limit) tensors, and as many operands and elements of sequences", found: "more")
    }
    for case let output? in node.outputs where flows[output] == nil && isRead[output] {
      // Results beyond those that a rule knows, such as the length of a sequence.
      throw .unsupported(
        location: node.location, feature: "the result '\(graph.names[output])' of \(node.type)")
    }
  }

  /// Notes whether a node hands on, or begins, a constant of which no operation of the network tells.
  private mutating func followUnknownSources(_ node: ONNXNode) {
    if isUnheldWeight(node) {
      unknownSources.note(node, type: "\(node.type) of a computed shape, as a weight")
    }
    if !unknownSources.isEmpty { unknownSources.follow(node, isConstant: isConstant(node)) }
  }

  /// Whether a layer has as its weight what a node repeats as often as other nodes compute: where the file
  /// itself says how often, that is a parameter.
  private func isUnheldWeight(_ node: ONNXNode) -> Bool {
    guard node.effect == .fills, isConstant(node), case let result?? = node.outputs.first else {
      return false
    }
    return graph.roles.isOwnWeight(result)
  }

  /// Whether what a node answers is a constant.
  private func isConstant(_ node: ONNXNode) -> Bool {
    node.outputs.allSatisfy { output in
      guard let output, let flow = flows[output] else { return true }
      if case .literal = flow { return true }
      return false
    }
  }

  /// Notes an array of a module that the exporter has merged with an equal one.
  private mutating func noteBuffer(copiedBy node: ONNXNode) {
    guard case let source?? = node.inputs.first, case let result?? = node.outputs.first,
      case .literal(let literal)? = flows[source],
      graph.roles.isModuleBuffer(result, named: graph.names[result])
    else { return }
    buffers.note(literal, named: graph.names[result])
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
    let beside = Architecture.BesideValues(
      buffers: try buffers.buffers(in: bytes),
      attributeWeights: graph.nodes.compactMap(\.attributeWeights) + graph.weightsInGraphs,
      unknownSources: unknownSources.reaching,
      wholeInputs: Set(graph.inputs.filter(\.info.type.isWhole).map(\.info.name)))
    return try draft.architecture(name: name, outputs: outputs, beside: beside, in: bytes)
  }
}
