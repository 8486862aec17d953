/// Follows the branches of `If` nodes, where that can be done without running the network.
///
/// A branch whose condition is a constant is taken. So is one of two branches that only move
/// elements, as TorchScript writes the squeeze of an axis of unknown extent: the one that moves
/// them. Any other `If` stays, and reads what its branches read.
struct Branches {
  /// The nodes of the graph with branches written out.
  private(set) var nodes: [ONNXNode] = []
  /// The initializers of branches that were written out.
  private(set) var initializers: [(number: Int, record: TensorRecord)] = []

  /// What is known of values that are one number.
  private var constants: [Int: Literal]

  /// - Parameter constants: the graph's initializers of one number.
  init(constants: [Int: Literal]) {
    self.constants = constants
  }

  /// Adds a node of the surrounding graph, or the nodes of the branch that it takes.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - range: where it lies.
  ///   - names: the graph's values; new ones are added.
  ///   - bytes: the file's bytes.
  /// - Throws: ``ArchitectureError``.
  mutating func add(
    _ node: ONNXNode, at range: Range<Int>, _ names: inout ValueNames, in bytes: RawSpan
  ) throws(ArchitectureError) {
    if node.effect == .plumbing(.holds), case let result?? = node.outputs.first,
      case .tensor(let literal)? = node.attribute("value")
    {
      constants[result] = literal
    }
    guard node.holdsGraphs else { return nodes.append(node) }
    let subgraphs = try Subgraphs(of: range, in: bytes)
    if node.type == "If", let taken = try branch(of: node, subgraphs, in: bytes) {
      return try write(taken, of: node, &names, in: bytes)
    }
    var inputs = node.inputs
    for name in subgraphs.captured {
      let number = names.number(of: name)
      if !inputs.contains(number) { inputs.append(number) }
    }
    nodes.append(node.replacing(inputs: inputs))
  }

  private func branch(
    of node: ONNXNode, _ subgraphs: Subgraphs, in bytes: RawSpan
  ) throws(ArchitectureError) -> Branch? {
    var branches: [String: Branch] = [:]
    for (name, range) in subgraphs.graphs { branches[name] = try Branch(range, in: bytes) }
    guard let yes = branches["then_branch"], let no = branches["else_branch"],
      yes.outputs.count == node.outputs.count, no.outputs.count == node.outputs.count,
      !yes.nests, !no.nests
    else { return nil }
    if case let condition?? = node.inputs.first, let truth = constants[condition]?.integers?.first {
      return truth != 0 ? yes : no
    }
    guard (yes.nodes + no.nodes).allSatisfy(\.effect.isPlumbing) else { return nil }
    return yes.isTrivial ? no : yes
  }

  /// Writes a branch out; what it defines is named after its node.
  private mutating func write(
    _ branch: Branch, of node: ONNXNode, _ names: inout ValueNames, in bytes: RawSpan
  ) throws(ArchitectureError) {
    var numbers = [Int?](repeating: nil, count: branch.names.count)
    for (output, target) in zip(branch.outputs, node.outputs) where branch.defines(output) {
      if numbers[output] == nil { numbers[output] = target }
    }
    for value in 0..<branch.names.count where numbers[value] == nil {
      guard branch.defines(value) else {
        numbers[value] = names.number(of: branch.names[value])
        continue
      }
      var name = "\(node.name)/\(branch.names[value])"
      while names.known(name) != nil { name += "'" }
      numbers[value] = names.number(of: name)
    }
    for (value, record) in branch.initializers {
      guard let number = numbers[value] else { continue }
      var record = record
      record.name = names[number]
      initializers.append((number, record))
    }
    for inner in branch.nodes {
      nodes.append(
        inner.replacing(
          name: "\(node.name)/\(inner.name)",
          inputs: inner.inputs.map { $0.flatMap { numbers[$0] } },
          outputs: inner.outputs.map { $0.flatMap { numbers[$0] } }))
    }
    for (output, target) in zip(branch.outputs, node.outputs)
    where target != nil && numbers[output] != target {
      nodes.append(
        ONNXNode(
          type: "Identity", name: node.name, inputs: [numbers[output]], outputs: [target]))
    }
  }
}

/// One branch of an `If`, its values numbered by names of its own.
private struct Branch {
  var names: ValueNames
  var nodes: [ONNXNode] = []
  var initializers: [(number: Int, record: TensorRecord)] = []
  var outputs: [Int] = []
  private var defined: Set<Int> = []

  init(_ graph: Range<Int>, in bytes: RawSpan) throws(ArchitectureError) {
    var reader = NodeReader(names: ValueNames())
    var cursor = WireCursor(graph)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: nodes.append(try reader.node(field.message(), in: bytes, index: nodes.count))
      case 5:
        let record = try TensorRecord(field.message(), in: bytes)
        if let number = reader.names.number(of: record.name) {
          initializers.append((number, record))
          defined.insert(number)
        }
      case 12:
        let name = try ValueInfo(field.message(), in: bytes).name
        if let number = reader.names.number(of: name) { outputs.append(number) }
      default: break
      }
    }
    for node in nodes { defined.formUnion(node.outputs.compactMap(\.self)) }
    names = reader.names
  }

  /// Whether the branch itself defines a value.
  func defines(_ value: Int) -> Bool { defined.contains(value) }

  /// Whether a node of the branch holds graphs in its turn.
  var nests: Bool { nodes.contains(where: \.holdsGraphs) }

  /// Whether the branch answers what it is given.
  var isTrivial: Bool { nodes.allSatisfy(\.handsOn) }
}
