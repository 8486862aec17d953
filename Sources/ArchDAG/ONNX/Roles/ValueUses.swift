/// Where each value of an ONNX graph is read: the one walk through the nodes from which follows which
/// values are parameters.
///
/// What a node does with its operands stands in the record of its operator (``ONNXOperands``).
struct ValueUses {
  /// How a value is read, by any node.
  struct Uses: OptionSet {
    let rawValue: UInt16

    /// Where operators have their weights, views looked through; or as a matrix that is transposed on
    /// the right of a product; or as a table from which an input of whole numbers picks rows.
    static let weight = Uses(rawValue: 1)
    /// Where operators have their data, beside weights, views looked through.
    static let data = Uses(rawValue: 2)
    /// Itself, and no view of it, where operators have their weights.
    static let ownWeight = Uses(rawValue: 4)
    /// Beside a matrix product in a sum, as the bias of a linear layer with one output.
    static let addedToProduct = Uses(rawValue: 8)
    /// Where an operator expects a setting, or as an output of the graph.
    static let setting = Uses(rawValue: 16)
    /// Where an operator expects something else than a setting.
    static let operand = Uses(rawValue: 32)
    /// As the numbers of a quantized weight.
    static let quantized = Uses(rawValue: 64)
    /// In the place of the weights that a norm does not have.
    static let placeholder = Uses(rawValue: 128)
    /// As a weight, where a node holds the numbers.
    static let heldWeight = Uses(rawValue: 256)
  }

  /// By a value's number.
  private(set) var uses: [Uses]
  /// The number with which a running mean or variance of a batch norm begins, by its number.
  private(set) var initial: [Float?]
  /// The numbers that nodes hold and that may be weights.
  private(set) var held: HeldNumbers
  /// The pairs of values that are multiplied, where both are copies of numbers in the file.
  private(set) var scaled: [(Int, Int)] = []

  /// By a value's number, its index among the initializers.
  let initializers: [Int?]
  /// Whether a value is an input of whole numbers.
  private var isIndex: [Bool]
  private var views: ValueViews
  private var wholeNumbers = WholeNumberSources()
  private var isReadByNode: [Bool]
  /// The operands and results of nodes that only hand a value on.
  private var handedOn: [(operand: Int, results: [Int?])] = []

  /// Walks through the nodes of a graph, which stand in topological order.
  ///
  /// - Throws: ``ArchitectureError`` where numbers that say a shape cannot be read.
  init(_ graph: ONNXGraph, in bytes: RawSpan) throws(ArchitectureError) {
    let none = Array(repeating: false, count: graph.names.count)
    uses = Array(repeating: [], count: none.count)
    initial = Array(repeating: nil, count: none.count)
    held = HeldNumbers()
    initializers = graph.placesOfInitializers
    views = ValueViews(count: none.count)
    (isIndex, isReadByNode) = (none, none)
    for (number, info) in graph.inputs {
      if case .integer = info.type { isIndex[number] = true }
    }
    for (number, record) in graph.initializers
    where !record.type.isReal && !record.extents.isEmpty {
      wholeNumbers.note(number, record.type, record.extents, of: uses.count)
    }
    for node in graph.nodes.indices { try note(graph.nodes[node], of: graph, in: bytes) }
    for number in graph.outputs { uses[number].insert(.setting) }
    for (operand, results) in handedOn {
      // What only becomes an output of the graph says nothing of the network: anchors, say.
      let isRead = results.contains { $0.map { isReadByNode[$0] } ?? false }
      uses[operand].insert(isRead ? .operand : .setting)
    }
  }

  private mutating func note(
    _ node: ONNXNode, of graph: ONNXGraph, in bytes: RawSpan
  ) throws(ArchitectureError) {
    let effect = node.effect
    if effect.holdsNumbers {
      try held.add(node, of: graph, initializers, in: bytes)
      if case let result?? = node.outputs.first, let found = held[result], !found.type.isReal {
        wholeNumbers.note(result, found.type, found.extents, of: uses.count)
      }
    }
    noteOperands(of: node)
    noteWeights(of: node)
    switch effect {
    case .mixes(.matrixProduct): noteProduct(node)
    case .combines(.sum): noteSum(node)
    case .combines(.product): noteScaling(node)
    case .plumbing(.picks): noteSelection(node)
    case .normalizes(.instance):
      for number in graph.placeholders(of: node, initializers, in: bytes) {
        uses[number].insert(.placeholder)
      }
    case .moves, .plumbing(.holds), .plumbing(.other), .fills, .mixes(.layer),
      .mixes(.affineProduct), .normalizes(.batch), .normalizes(.other), .combines(.other),
      .partlyKnown, .other:
      break
    }
    if !held.isEmpty || !wholeNumbers.isEmpty { noteQuantized(node) }
    views.note(node)
  }

  /// Notes whether operands are data or settings, and the buffers among them.
  private mutating func noteOperands(of node: ONNXNode) {
    let operands = node.operands
    let handsOn = node.handsOn
    for place in node.inputs.indices {
      guard let number = node.inputs[place] else { continue }
      isReadByNode[number] = true
      if handsOn {
        handedOn.append((number, node.outputs))
      } else if operands?.settings.contains(place) ?? false {
        uses[number].insert(.setting)
      } else {
        uses[number].insert(.operand)
      }
      guard let operands else { continue }
      if operands.weights?.contains(place) ?? false { uses[number].insert(.ownWeight) }
      if operands.bufferPlaces.contains(place) { initial[number] = operands.buffers[place] }
    }
  }

  /// Notes the operands of an operator that has weights, views looked through.
  private mutating func noteWeights(of node: ONNXNode) {
    guard let operands = node.operands, let weights = operands.weights else { return }
    // Of a product with a weight of the file on the left, the right side is data.
    let isLearnedLeft =
      operands.effect == .mixes(.affineProduct) && isInFile(node, place: 0)
      && !isInFile(node, place: 1)
    for place in node.inputs.indices {
      guard let root = node.inputs[place].map({ views.roots[$0] }) else { continue }
      let isWeight = weights.contains(place)
      if isWeight || operands.bufferPlaces.contains(place),
        !held.isPlaceholder(root, of: node, at: place)
      {
        noteHeld(root)
      }
      if isLearnedLeft && place < 2 { continue }
      if isWeight { uses[root].insert(.weight) }
      if place == 0 && !isWeight { uses[root].insert(.data) }
    }
  }

  /// Notes numbers that a node holds as a weight; other values are none of these.
  private mutating func noteHeld(_ root: Int) {
    if held[root] != nil { uses[root].insert(.heldWeight) }
  }

  /// Whether the file has the numbers of a value that is no view.
  private func isInFile(_ root: Int) -> Bool { initializers[root] != nil || held[root] != nil }

  /// Whether the file has the numbers of an operand, or of what it is a view of.
  private func isInFile(_ node: ONNXNode, place: Int) -> Bool {
    guard node.inputs.indices.contains(place), let number = node.inputs[place] else { return false }
    return isInFile(views.roots[number])
  }

  /// In a product of two matrices a held one is a weight, and a transposed one on the right.
  private mutating func noteProduct(_ node: ONNXNode) {
    guard node.inputs.count == 2, let right = node.inputs[1] else { return }
    if let matrix = views.transposed[right] { uses[matrix].insert(.weight) }
    guard !held.isEmpty, let left = node.inputs[0] else { return }
    noteHeld(views.roots[left])
    noteHeld(views.roots[right])
  }

  private mutating func noteSum(_ node: ONNXNode) {
    let operands = node.inputs.compactMap(\.self)
    if operands.contains(where: { views.isProduct[$0] }) {
      for number in operands { uses[number].insert(.addedToProduct) }
    }
    guard !held.isEmpty, operands.count == 2, operands.contains(where: { views.isLayer[$0] }) else {
      return
    }
    // One number may be that of a function, such as x + 3 in a hard sigmoid.
    for root in operands.map({ views.roots[$0] }) where held[root]?.isVector ?? false {
      noteHeld(root)
    }
  }

  private mutating func noteScaling(_ node: ONNXNode) {
    guard node.inputs.count == 2, let left = node.inputs[0], let right = node.inputs[1],
      views.isCopy[left], views.isCopy[right]
    else { return }
    let (one, other) = (views.roots[left], views.roots[right])
    if isInFile(one), isInFile(other) { scaled.append((one, other)) }
  }

  /// A table from which an input of whole numbers picks rows is a weight.
  private mutating func noteSelection(_ node: ONNXNode) {
    guard node.integer("axis") ?? 0 == 0, node.inputs.count == 2, let table = node.inputs[0],
      let rows = node.inputs[1], isIndex[rows]
    else { return }
    uses[table].insert(.weight)
  }

  /// Notes the numbers of quantized weights, and what is made of whole numbers.
  private mutating func noteQuantized(_ node: ONNXNode) {
    if let quantized = node.operands?.quantized, !quantized.isEmpty {
      for (place, number) in node.inputs.enumerated() where quantized.contains(place) {
        guard let number else { continue }
        uses[number].insert(.quantized)
        noteHeld(views.roots[number])
      }
    }
    guard !wholeNumbers.isEmpty else { return }
    for place in node.inputs.indices {
      // A weight that is made of whole numbers by a cast and a scale.
      guard
        node.effect == .mixes(.matrixProduct) || node.operands?.weights?.contains(place) ?? false,
        let number = node.inputs[place], let source = wholeNumbers[number]
      else { continue }
      uses[source].insert(.quantized)
    }
    wholeNumbers.note(node)
  }
}
