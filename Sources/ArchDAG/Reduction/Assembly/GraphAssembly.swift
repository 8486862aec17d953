import Tensors

/// Builds the nodes and edges of an ``ArchitectureGraph`` while walking along an architecture.
///
/// The state is, for every value, its sources (``NodeSources``). An operation that becomes no node
/// hands the union of its operands' sources on; so dropping it joins every predecessor to every
/// successor, however many such operations follow one another.
struct GraphAssembly {
  private let flow: DataFlow
  let rules: RoleRules

  private(set) var nodes: [ArchitectureGraph.Node] = []
  private(set) var predecessors: [[Int]] = []

  /// Per value, the node that predicts it, or −1; a later use of it has no parameter of its own.
  private(set) var predictors: [Int]

  /// Parameters of which no GHN knows the shape, with the reason.
  private(set) var unfit: [ValueID: UnfitShape] = [:]

  /// What became of each operation.
  private(set) var outcomes: [Outcome] = []

  /// What became of an operation.
  enum Outcome {
    /// It became these nodes.
    case nodes(Range<Int>)
    case dropped(DroppingRule)
  }

  private var sources: NodeSources

  init(_ flow: DataFlow) {
    self.flow = flow
    self.rules = RoleRules(flow)
    self.sources = NodeSources(valueCount: flow.index.sources.count)
    self.predictors = [Int](repeating: -1, count: flow.index.sources.count)
  }

  /// The nodes that each output of the architecture comes from, main output first.
  mutating func assemble() -> [[Int]] {
    let input = append(.init(primitive: .input), after: [])
    for value in flow.architecture.inputs { sources[value] = input }
    outcomes.reserveCapacity(flow.index.operations.count)
    for operation in flow.index.operations {
      let role = rules.role(of: operation)
      let first = nodes.count
      let result = result(of: operation, as: role)
      outcomes.append(
        nodes.count > first ? .nodes(first..<nodes.count) : .dropped(role.ruleIfDropped))
      for output in flow.index.results(of: operation) { sources[output] = result }
    }
    return flow.architecture.outputs.map { sources[$0] }
  }

  private mutating func result(of operation: Int, as role: OperationRole) -> [Int] {
    switch role {
    case .layer(let primitive, let layout):
      return layer(operation, primitive, layout, after: dataSourcesOrInput(of: operation))
    case .norm(let primitive):
      return norm(operation, primitive, after: dataSources(of: operation))
    case .pool(let primitive, let kernel):
      let node = ArchitectureGraph.Node(primitive: primitive, extents: [1, 1] + kernel.prefix(2))
      return append(node, after: dataSourcesOrInput(of: operation))
    case .globalPool:
      let node = ArchitectureGraph.Node(primitive: .globalAveragePool)
      return append(node, after: dataSourcesOrInput(of: operation))
    case .merge(let primitive):
      return merge(operands(of: operation), primitive)
    case .masking:
      return merge(withoutMasks(operands(of: operation)), .sum)
    case .attention(let match):
      return append(.init(primitive: .multiHeadSelfAttention), after: sources(of: match))
    case .gate:
      return append(
        .init(primitive: .squeezeExcitation), after: sources.union(of: operands(of: operation)))
    case .addedBias(let bias, let data):
      return append(node(of: bias), after: sources[data])
    case .positionalEncoding(let table, let data):
      let encoding = append(positionalEncoding(table), after: [])
      return append(.init(primitive: .sum), after: sources[data] + encoding)
    case .dropped:
      let joined = sources.union(of: operands(of: operation))
      guard joined.count > Self.largestUnion else { return joined }
      return append(.init(primitive: .sum), after: joined)
    }
  }

  /// Operations that are dropped join what they read; where they would join more nodes than any
  /// network has reason to, a sum stands for them, so that the graph's size stays bounded.
  private static let largestUnion = 256

  // MARK: Layers and norms

  private mutating func layer(
    _ index: Int, _ primitive: Primitive, _ layout: ParameterSpec.Layout,
    after predecessors: [Int]
  ) -> [Int] {
    guard let weight = rules.parameters.tensor(of: index, .weight) else { return predecessors }
    // A GHN sees and decodes kernels of two axes at most.
    let isKnown = weight.extents.count <= 4
    if !isKnown { note(weight, as: .kernel(axes: weight.extents.count - 2)) }
    let extents = layout.outputFirst(weight.extents)
    let last = append(
      .init(
        primitive: primitive,
        parameters: isKnown ? claim(weight, as: .weight, layout: layout) : [],
        extents: Array(extents.prefix(4))),
      after: predecessors)
    guard let bias = rules.parameters.tensor(of: index, .bias) else { return last }
    return append(node(of: bias), after: last)
  }

  /// The node of a layer's bias.
  private mutating func node(
    of bias: ParameterRoles.LearnedTensor
  ) -> ArchitectureGraph.Node {
    .init(primitive: .bias, parameters: claim(bias, as: .bias), extents: bias.extents)
  }

  /// A norm without learned scale and shift does nothing that a GHN sees.
  private mutating func norm(
    _ index: Int, _ primitive: Primitive, after predecessors: [Int]
  ) -> [Int] {
    let roles: [(OperandRole, ParameterRole)] = [(.scale, .normScale), (.shift, .normShift)]
    var parameters: [ParameterSpec] = []
    var extents: [Int]?
    for (operand, role) in roles {
      guard let tensor = rules.parameters.tensor(of: index, operand) else { continue }
      extents = extents ?? tensor.extents
      if tensor.extents.count == 1 {
        parameters += claim(tensor, as: role)
      } else {
        note(tensor, as: .norm(role))
      }
    }
    guard let extents else { return predecessors }
    return append(
      .init(primitive: primitive, parameters: parameters, extents: extents), after: predecessors)
  }

  /// A table of tokens lies (1, T, D); a GHN sees it as (1, D, s, s) with s² the whole square in T.
  ///
  /// It can be predicted if T is s², or s² + 1 with a class token's row in front.
  private mutating func positionalEncoding(
    _ table: ParameterRoles.LearnedTensor
  ) -> ArchitectureGraph.Node {
    guard table.extents.count == 3 else {
      return .init(
        primitive: .positionalEncoding, parameters: claim(table, as: .positionalEncoding),
        extents: table.extents)
    }
    let tokens = table.extents[1]
    let side = Int(Double(tokens).squareRoot())
    let extents = [1, table.extents[2], side, side]
    guard side * side == tokens || side * side + 1 == tokens else {
      note(table, as: .tokens(tokens))
      return .init(primitive: .positionalEncoding, extents: extents)
    }
    return .init(
      primitive: .positionalEncoding, parameters: claim(table, as: .positionalEncoding),
      extents: extents)
  }

  /// What is predicted of a tensor, the first time that somebody asks for its parameters; then
  /// nothing.
  private mutating func claim(
    _ tensor: ParameterRoles.LearnedTensor, as role: ParameterRole,
    layout: ParameterSpec.Layout = .outputFirst
  ) -> [ParameterSpec] {
    tensor.parameters.compactMap { id, view in
      guard case .parameter(let shape, _) = flow.architecture[id].origin,
        predictors[id.index] < 0
      else { return nil }
      // The node is the one that will be added next.
      predictors[id.index] = nodes.count
      return ParameterSpec(
        name: flow.architecture[id].name, shape: shape, role: role, layout: layout, view: view)
    }
  }

  private mutating func note(_ tensor: ParameterRoles.LearnedTensor, as shape: UnfitShape) {
    for (id, _) in tensor.parameters { unfit[id] = shape }
  }

  // MARK: Merges

  /// A sum or a concatenation is a node if more than one node leads to it, and if its operands
  /// differ in the nodes that they come from (in x + f(x) with f pointwise, they do not).
  private mutating func merge(_ operands: [ValueID], _ primitive: Primitive) -> [Int] {
    let joined = sources.union(of: operands)
    // No node stands twice among a value's sources: those with as many as all together are all.
    let differ = operands.contains { value in
      !sources[value].isEmpty && sources[value].count < joined.count
    }
    guard joined.count > 1, differ else { return joined }
    return append(.init(primitive: primitive), after: joined)
  }

  /// The operands without those that come from the network's inputs through no node: masks.
  private func withoutMasks(_ operands: [ValueID]) -> [ValueID] {
    let others = operands.filter { sources[$0] != [0] }
    return others.contains { !sources[$0].isEmpty } ? others : operands
  }

  /// Queries and keys lead to the scores; values that come from the same nodes add no edge.
  private func sources(of match: AttentionPattern.Match) -> [Int] {
    let scored = Set(sources[match.scores])
    let values = sources[match.values].filter { !scored.contains($0) }
    return NodeSources.distinct(sources[match.weights] + values)
  }

  // MARK: Sources

  private func operands(of operation: Int) -> [ValueID] {
    flow.index.operands(of: operation).map(\.value)
  }

  private func dataSources(of operation: Int) -> [Int] {
    flow.index.operand(.data, of: operation).map { sources[$0] } ?? []
  }

  /// What computes on constants alone hangs on the input, as every node without predecessor does.
  private func dataSourcesOrInput(of operation: Int) -> [Int] {
    let sources = dataSources(of: operation)
    return sources.isEmpty ? [0] : sources
  }

  private mutating func append(
    _ node: ArchitectureGraph.Node, after predecessors: [Int]
  ) -> [Int] {
    nodes.append(node)
    self.predecessors.append(predecessors)
    return [nodes.count - 1]
  }
}
