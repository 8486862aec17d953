/// Follows nodes that hold graphs, where that can be done without running the network.
///
/// Of an `If` the graph that is taken is written out, of a `Loop` one copy for each round. Any other
/// such node stays, and reads what its graphs read.
struct ControlFlow {
  /// The nodes of the graph, those of graphs that were written out among them.
  private(set) var nodes: [ONNXNode] = []
  /// The initializers of graphs that were written out.
  private(set) var initializers: [(number: Int, record: TensorRecord)] = []
  /// The arrays of real numbers in graphs that were not.
  private(set) var weightsInGraphs: [Architecture.AttributeWeights] = []

  /// What is known of values that are one number.
  private var constants: [Int: Literal]

  /// How many bytes of nodes may be written out yet.
  private var budget = FunctionInlining.costLimit

  /// - Parameter constants: the graph's initializers of one number.
  init(constants: [Int: Literal]) {
    self.constants = constants
  }

  /// Adds a node of the surrounding graph, or what stands in for it.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - folding: how its result follows from constants.
  ///   - range: where it lies.
  ///   - names: the graph's values; new ones are added.
  ///   - bytes: the file's bytes.
  /// - Throws: ``ArchitectureError``.
  mutating func add(
    _ node: ONNXNode, folding: ONNXOperator.Folding, at range: Range<Int>,
    _ names: inout ValueNames, in bytes: RawSpan
  ) throws(ArchitectureError) {
    guard node.holdsGraphs else {
      note(node, folding)
      return nodes.append(node)
    }
    let subgraphs = try Subgraphs(of: range, in: bytes)
    if node.type == "If", let taken = try branch(of: node, subgraphs, in: bytes),
      spend(taken.cost(ofPrefix: node.name.utf8.count))
    {
      return write(taken, for: node, &names)
    }
    if node.type == "Loop",
      let loop = try CountedLoop(
        node, subgraphs, constant: { constants[$0] }, names, in: bytes),
      spend(loop.cost)
    {
      return write(loop, &names)
    }
    var inputs = node.inputs
    for name in subgraphs.captured {
      let number = names.number(of: name)
      if !inputs.contains(number) { inputs.append(number) }
    }
    nodes.append(node.replacing(inputs: inputs))
    let count = try subgraphs.realCount(in: bytes)
    guard count > 0 else { return }
    weightsInGraphs.append(
      Architecture.AttributeWeights(node: node.name, type: node.type, count: count))
  }

  private mutating func spend(_ cost: Int) -> Bool {
    guard cost <= budget else { return false }
    budget -= cost
    return true
  }

  /// Notes what follows of a node's result, if that is one number.
  private mutating func note(_ node: ONNXNode, _ folding: ONNXOperator.Folding) {
    guard case let result?? = node.outputs.first else { return }
    let operands = node.inputs.map { $0.flatMap { constants[$0] } }
    guard zip(node.inputs, operands).allSatisfy({ $0 == nil || $1 != nil }) else { return }
    let literal: Literal? =
      switch folding {
      case .none: nil
      case .keepsNumbers: operands.first ?? nil
      case .computed(let rule): rule(node, operands)
      }
    if let literal, literal.count == 1 { constants[result] = literal }
  }

  /// The branch of an `If` that is taken: the one that its condition names, if that is a constant; and of
  /// two that only move elements, as TorchScript writes the squeeze of an axis of unknown extent, the
  /// one that moves them.
  private func branch(
    of node: ONNXNode, _ subgraphs: Subgraphs, in bytes: RawSpan
  ) throws(ArchitectureError) -> SubgraphBody? {
    var branches: [String: SubgraphBody] = [:]
    for (name, range) in subgraphs.graphs { branches[name] = try SubgraphBody(range, in: bytes) }
    guard let yes = branches["then_branch"], let no = branches["else_branch"],
      yes.outputs.count == node.outputs.count, no.outputs.count == node.outputs.count,
      yes.isPlain, no.isPlain
    else { return nil }
    if case let condition?? = node.inputs.first, let truth = constants[condition]?.integers?.first {
      return truth != 0 ? yes : no
    }
    guard (yes.nodes + no.nodes).allSatisfy(\.effect.isPlumbing) else { return nil }
    return yes.isTrivial ? no : yes
  }

  /// Writes the branch of an `If` out; its results are those of the node.
  private mutating func write(
    _ branch: SubgraphBody, for node: ONNXNode, _ names: inout ValueNames
  ) {
    var values = BodyValues(of: branch)
    for (output, target) in zip(branch.outputs, node.outputs)
    where branch.defines(output) && values[output] == nil {
      values[output] = target
    }
    write(branch, as: node.name, &values, &names)
    finish(node, with: branch.outputs.map { values[$0] })
  }

  /// Writes the rounds of a loop out, one behind another.
  private mutating func write(_ loop: CountedLoop, _ names: inout ValueNames) {
    let (node, body) = (loop.node, loop.body)
    let goesOn = define(Literal(scalar: 1).cast(to: .boolean), "\(node.name)/condition", &names)
    var carried = loop.initial
    var collected = [[Int?]](repeating: [], count: loop.collectedCount)
    // The arrays of a body are the same ones in each round.
    var shared = BodyValues(of: body)
    for round in 0..<loop.count {
      let name = "\(node.name)/\(round)"
      let number = define(Literal(scalar: round), "\(name)/round", &names)
      var values = shared
      for (input, value) in zip(body.inputs, [number, goesOn] + carried) { values[input] = value }
      write(body, as: name, &values, &names)
      shared = values.sharingInitializers(of: body)
      let answers = body.outputs.dropFirst().map { values[$0] }
      carried = Array(answers.prefix(carried.count))
      for (index, answer) in answers.dropFirst(carried.count).enumerated() {
        collected[index].append(answer)
      }
    }
    finish(node, with: carried + collected.map { joined($0, as: "\(node.name)/rounds", &names) })
  }

  /// Adds a constant.
  private mutating func define(
    _ literal: Literal?, _ name: String, _ names: inout ValueNames
  ) -> Int? {
    guard let literal else { return nil }
    let number = names.number(of: unused(name, names))
    nodes.append(.holding(literal, name: name, result: number))
    return number
  }

  /// Adds a tensor of tensors that stand behind one another along a new first axis.
  private mutating func joined(
    _ parts: [Int?], as name: String, _ names: inout ValueNames
  ) -> Int? {
    let sequence = names.number(of: unused(name, names))
    let result = names.number(of: unused("\(name)/joined", names))
    nodes.append(
      ONNXNode(type: "SequenceConstruct", name: name, inputs: parts, outputs: [sequence]))
    nodes.append(
      ONNXNode(
        type: "ConcatFromSequence", name: name, inputs: [sequence], outputs: [result],
        attributes: [
          .init(name: "axis", value: .integer(0)), .init(name: "new_axis", value: .integer(1)),
        ]))
    return result
  }

  /// Writes a graph out; what it defines is named after its node.
  private mutating func write(
    _ body: SubgraphBody, as prefix: String, _ values: inout BodyValues, _ names: inout ValueNames
  ) {
    for (value, record) in body.initializers where !values.holdsInitializers {
      let number =
        values[value] ?? names.number(of: unused("\(prefix)/\(body.names[value])", names))
      values[value] = number
      guard let number else { continue }
      var record = record
      record.name = names[number]
      initializers.append((number, record))
    }
    for value in 0..<body.names.count where values[value] == nil {
      values[value] =
        body.defines(value)
        ? names.number(of: unused("\(prefix)/\(body.names[value])", names))
        : names.number(of: body.names[value])
    }
    for inner in body.nodes {
      nodes.append(
        inner.replacing(
          name: "\(prefix)/\(inner.name)",
          inputs: inner.inputs.map { $0.flatMap { values[$0] } },
          outputs: inner.outputs.map { $0.flatMap { values[$0] } }))
    }
  }

  private func unused(_ name: String, _ names: ValueNames) -> String {
    var name = name
    while names.known(name) != nil { name += "'" }
    return name
  }

  /// Gives the results of a node that was written out their names, where they have not got them.
  private mutating func finish(_ node: ONNXNode, with results: [Int?]) {
    for (result, target) in zip(results, node.outputs) where target != nil && result != target {
      nodes.append(
        ONNXNode(type: "Identity", name: node.name, inputs: [result], outputs: [target]))
    }
  }
}
