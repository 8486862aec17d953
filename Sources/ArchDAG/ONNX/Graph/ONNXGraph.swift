/// The graph of an ONNX file, checked: every operand exists, no value is computed twice, and the
/// nodes stand in topological order.
struct ONNXGraph {
  var names = ValueNames()
  var nodes: [ONNXNode] = []
  /// The graph's inputs, in the order of the file, each with its value's number.
  var inputs: [(number: Int, info: ValueInfo)] = []
  private(set) var outputs: [Int] = []
  var initializers: [(number: Int, record: TensorRecord)] = []
  /// The arrays of real numbers in graphs that nodes hold and that are not followed.
  private(set) var weightsInGraphs: [Architecture.AttributeWeights] = []
  /// The running statistics that have got arrays of their own.
  var separatedStatistics: [SeparatedStatistic] = []
  /// What an exporter has made of parameters, and is made of them again.
  private(set) var foldedCopies: [FoldedCopy] = []
  /// What the values that the graph starts from are for.
  private(set) var roles = ONNXValueRoles()
  /// What the exporter notes of the initializers.
  let notes: ExporterNotes
  /// The version of each operator set that the file uses, by domain; "" is ONNX's own.
  private let operatorSets: [String: Int]
  /// The version of ONNX's own operator set.
  private let ownVersion: Int

  /// Reads and checks the graph of the model in `bytes`.
  ///
  /// - Throws: ``ArchitectureError``.
  init(_ layout: ModelLayout, in bytes: RawSpan) throws(ArchitectureError) {
    operatorSets = layout.operatorSets
    notes = try ExporterNotes(layout, in: bytes)
    ownVersion = operatorSets[""] ?? 1
    var reader = NodeReader(
      names: ValueNames(expecting: layout.nodes.count + layout.initializers.count))
    for range in layout.inputs {
      let info = try ValueInfo(range, in: bytes)
      inputs.append((try Self.number(of: info.name, "an input", &reader.names), info))
    }
    for record in layout.initializers {
      initializers.append(
        (try Self.number(of: record.name, "an initializer", &reader.names), record))
    }
    try readNodes(layout.nodes, with: &reader, in: bytes)
    var labels: [Int] = []
    for range in layout.outputs {
      let info = try ValueInfo(range, in: bytes)
      guard let number = reader.names.known(info.name) else {
        throw .malformed(
          location: "output '\(info.name)'", expected: "a node that computes it", found: "none")
      }
      if info.type.tellsNames { labels.append(number) } else { outputs.append(number) }
    }
    // Which class it is says less than the numbers by which that was decided.
    outputs += labels
    names = reader.names
    if !layout.functions.isEmpty {
      var inlining = try FunctionInlining(layout.functions)
      for node in nodes { try inlining.add(node, &names, in: bytes) }
      nodes = inlining.nodes
    }
    separateMergedParameters(in: bytes)
    foldedCopies = unfoldCopies(in: bytes)
    separateStatistics()
    let definers = try self.definers()
    try order(by: definers)
    let uses = try ValueUses(self, in: bytes)
    nameWeights(heldBy: uses)
    roles = ONNXValueRoles(self, uses, in: bytes)
  }

  /// Reads the nodes, and follows those that hold graphs.
  private mutating func readNodes(
    _ ranges: [Range<Int>], with reader: inout NodeReader, in bytes: RawSpan
  ) throws(ArchitectureError) {
    nodes.reserveCapacity(ranges.count)
    var holdsGraphs = false
    for (index, range) in ranges.enumerated() {
      let node = try reader.node(range, in: bytes, index: index)
      holdsGraphs = holdsGraphs || node.holdsGraphs
      nodes.append(node)
    }
    guard holdsGraphs else { return }
    var constants: [Int: Literal] = [:]
    for (number, record) in initializers where record.extents.allSatisfy({ $0 == 1 }) {
      constants[number] = try Literal(record, in: bytes)
    }
    var flow = ControlFlow(constants: constants)
    for (node, range) in zip(nodes, ranges) {
      try flow.add(node, folding: folding(of: node), at: range, &reader.names, in: bytes)
    }
    nodes = flow.nodes
    initializers += flow.initializers
    weightsInGraphs = flow.weightsInGraphs
  }

  /// How the result of a node follows from constants, in the version of its operator.
  private func folding(of node: ONNXNode) -> ONNXOperator.Folding {
    guard let known = node.known, known.versions.contains(version(of: node.type)) else {
      return .none
    }
    return known.folding
  }

  /// The version of the operator set from which an operator comes.
  func version(of type: String) -> Int {
    // Names of other domains begin with the domain, and two colons.
    guard let end = type.utf8.firstIndex(of: UInt8(ascii: ":")) else {
      return ownVersion
    }
    return operatorSets[String(type[..<end])] ?? 1
  }

  private static func number(
    of name: String, _ what: String, _ names: inout ValueNames
  ) throws(ArchitectureError) -> Int {
    guard let number = names.number(of: name) else {
      throw .malformed(location: "graph", expected: "\(what) with a name", found: "none")
    }
    return number
  }

  /// Who makes a value.
  private enum Definer: Equatable {
    case nobody
    /// The caller, or the file.
    case given
    case node(Int)
  }

  /// Who makes each value, by number.
  private func definers() throws(ArchitectureError) -> [Definer] {
    var definers = [Definer](repeating: .nobody, count: names.count)
    for (number, _) in inputs {
      guard definers[number] == .nobody else { throw defined(twice: number, "graph") }
      definers[number] = .given
    }
    var isInitialized = [Bool](repeating: false, count: names.count)
    for (number, _) in initializers {
      guard !isInitialized[number] else { throw defined(twice: number, "graph") }
      isInitialized[number] = true
      definers[number] = .given
    }
    for index in nodes.indices {
      for case let output? in nodes[index].outputs {
        guard definers[output] == .nobody else {
          throw defined(twice: output, nodes[index].location)
        }
        definers[output] = .node(index)
      }
    }
    for output in outputs where definers[output] == .nobody {
      throw .malformed(
        location: "output '\(names[output])'", expected: "a node that computes it", found: "none")
    }
    return definers
  }

  private func defined(twice number: Int, _ location: String) -> ArchitectureError {
    .malformed(
      location: location, expected: "each value to be defined once",
      found: "a second '\(names[number])'")
  }

  /// Puts the nodes in topological order; those that are, as ONNX demands, stay where they are.
  private mutating func order(by definers: [Definer]) throws(ArchitectureError) {
    var isSorted = true
    for index in nodes.indices {
      for case let input? in nodes[index].inputs {
        switch definers[input] {
        case .nobody:
          throw .undeclared(location: nodes[index].location, value: names[input])
        case .node(let source): isSorted = isSorted && source < index
        case .given: break
        }
      }
    }
    if !isSorted { try sort(by: definers) }
  }

  private mutating func sort(by definers: [Definer]) throws(ArchitectureError) {
    var readers = [[Int]](repeating: [], count: nodes.count)
    var missing = [Int](repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for case let input? in node.inputs {
        guard case .node(let source) = definers[input] else { continue }
        readers[source].append(index)
        missing[index] += 1
      }
    }
    var sorted = nodes.indices.filter { missing[$0] == 0 }
    var next = 0
    while next < sorted.count {
      for reader in readers[sorted[next]] {
        missing[reader] -= 1
        if missing[reader] == 0 { sorted.append(reader) }
      }
      next += 1
    }
    guard sorted.count == nodes.count else {
      let index = missing.firstIndex { $0 > 0 } ?? 0
      throw .malformed(
        location: nodes[index].location, expected: "operands that do not depend on its result",
        found: "a cycle")
    }
    nodes = sorted.map { nodes[$0] }
  }
}

extension ONNXGraph {
  /// Per value, its index among the initializers.
  var initializerIndices: [Int?] {
    var indices = [Int?](repeating: nil, count: names.count)
    for index in initializers.indices { indices[initializers[index].number] = index }
    return indices
  }

  /// Whether a node or an output reads a value, by its number.
  var valuesRead: [Bool] {
    var isRead = Array(repeating: false, count: names.count)
    for index in nodes.indices {
      for case let input? in nodes[index].inputs { isRead[input] = true }
    }
    for output in outputs { isRead[output] = true }
    return isRead
  }
}
