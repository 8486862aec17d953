/// Where each value of an ONNX graph is read: the one walk through the nodes from which follows which
/// values are parameters.
///
/// A node that only moves elements makes a *view*: what is read is its root, the value that is no view of
/// another.
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

  /// By a value's number, its place among the initializers.
  let initializers: [Int?]
  /// Whether a value is an input of whole numbers.
  private var isIndex: [Bool]
  /// The root of each value; itself where it is a view of none.
  private var roots: [Int]
  /// Whether a value has the same elements in the same order as its root.
  private var isCopy: [Bool]
  /// Whether a value is what a layer answers, or a view of that.
  private var isLayer: [Bool]
  /// Whether a value is the result of a matrix product.
  private var isProduct: [Bool]
  /// The operand of each `Transpose`, by its result: `MatMul` reads the weight of a linear layer so.
  private var transposed: [Int?]
  /// The whole numbers in the file of which a value is made, by a cast and a scale perhaps; empty where
  /// there are none.
  private var wholeRoots: [Int?]
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
    (isIndex, isLayer, isProduct, isReadByNode) = (none, none, none, none)
    isCopy = Array(repeating: true, count: none.count)
    roots = Array(0..<none.count)
    transposed = Array(repeating: nil, count: none.count)
    wholeRoots = []
    for (number, info) in graph.inputs {
      if case .integer = info.type { isIndex[number] = true }
    }
    for (number, record) in graph.initializers
    where !record.type.isReal && !record.extents.isEmpty {
      noteWholeNumbers(number, record.type, record.extents)
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
    if node.holdsNumbers {
      try held.add(node, of: graph, initializers, in: bytes)
      if case let result?? = node.outputs.first, let found = held[result], !found.type.isReal {
        noteWholeNumbers(result, found.type, found.extents)
      }
    }
    noteOperands(of: node)
    noteWeights(of: node)
    switch node.type {
    case "MatMul", "Gemm":
      noteProduct(node)
      for case let result? in node.outputs { isProduct[result] = true }
    case "Add": noteSum(node)
    case "Mul": noteScaling(node)
    case "Gather": noteSelection(node)
    case "InstanceNormalization":
      for number in graph.placeholders(of: node, initializers, in: bytes) {
        uses[number].insert(.placeholder)
      }
    default: break
    }
    if !held.isEmpty || !wholeRoots.isEmpty { noteQuantized(node) }
    noteView(node)
  }

  /// Notes whether operands are data or settings, and the buffers among them.
  private mutating func noteOperands(of node: ONNXNode) {
    let known = node.known
    let handsOn = node.type == "Identity"
    for place in node.inputs.indices {
      guard let number = node.inputs[place] else { continue }
      isReadByNode[number] = true
      if handsOn {
        handedOn.append((number, node.outputs))
      } else if known?.settings.contains(place) ?? false {
        uses[number].insert(.setting)
      } else {
        uses[number].insert(.operand)
      }
      guard let known else { continue }
      if known.weights?.contains(place) ?? false { uses[number].insert(.ownWeight) }
      if known.bufferPlaces.contains(place) { initial[number] = known.buffers[place] }
    }
  }

  /// Notes the operands of an operator that has weights, views looked through.
  private mutating func noteWeights(of node: ONNXNode) {
    guard let known = node.known, let weights = known.weights else { return }
    // Of a product with a weight of the file on the left, the right side is data.
    let isLearnedLeft =
      node.type == "Gemm" && isInFile(node, place: 0) && !isInFile(node, place: 1)
    for place in node.inputs.indices {
      guard let root = node.inputs[place].map({ roots[$0] }) else { continue }
      let isWeight = weights.contains(place)
      if isWeight || known.bufferPlaces.contains(place),
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

  /// Whether the file has the numbers of an operand, or of what it is a view of.
  private func isInFile(_ node: ONNXNode, place: Int) -> Bool {
    guard node.inputs.indices.contains(place), let number = node.inputs[place] else { return false }
    return initializers[roots[number]] != nil || held[roots[number]] != nil
  }

  /// In a product of two matrices a held one is a weight, and a transposed one on the right.
  private mutating func noteProduct(_ node: ONNXNode) {
    guard node.type == "MatMul", node.inputs.count == 2, let right = node.inputs[1] else { return }
    if let matrix = transposed[right] { uses[matrix].insert(.weight) }
    guard !held.isEmpty, let left = node.inputs[0] else { return }
    noteHeld(roots[left])
    noteHeld(roots[right])
  }

  private mutating func noteSum(_ node: ONNXNode) {
    let operands = node.inputs.compactMap(\.self)
    if operands.contains(where: { isProduct[$0] }) {
      for number in operands { uses[number].insert(.addedToProduct) }
    }
    guard !held.isEmpty, operands.count == 2, operands.contains(where: { isLayer[$0] }) else {
      return
    }
    // One number may be that of a function, such as x + 3 in a hard sigmoid.
    for number in operands where held[roots[number]]?.isVector ?? false { noteHeld(roots[number]) }
  }

  private mutating func noteScaling(_ node: ONNXNode) {
    guard node.inputs.count == 2, let left = node.inputs[0], let right = node.inputs[1],
      isCopy[left], isCopy[right]
    else { return }
    let (one, other) = (roots[left], roots[right])
    guard initializers[one] != nil || held[one] != nil,
      initializers[other] != nil || held[other] != nil
    else { return }
    scaled.append((one, other))
  }

  /// A table from which an input of whole numbers picks rows is a weight.
  private mutating func noteSelection(_ node: ONNXNode) {
    guard node.integer("axis") ?? 0 == 0, node.inputs.count == 2, let table = node.inputs[0],
      let rows = node.inputs[1], isIndex[rows]
    else { return }
    uses[table].insert(.weight)
  }

  private mutating func noteWholeNumbers(
    _ number: Int, _ type: TensorRecord.ElementType, _ extents: [Int]
  ) {
    if wholeRoots.isEmpty { wholeRoots = Array(repeating: nil, count: uses.count) }
    if type.isWhole && !extents.allSatisfy({ $0 == 1 }) { wholeRoots[number] = number }
  }

  /// Notes the numbers of quantized weights, and what is made of whole numbers.
  private mutating func noteQuantized(_ node: ONNXNode) {
    for place in node.quantizedPlaces where node.inputs.indices.contains(place) {
      guard let number = node.inputs[place] else { continue }
      uses[number].insert(.quantized)
      noteHeld(roots[number])
    }
    guard !wholeRoots.isEmpty else { return }
    for place in node.inputs.indices {
      // A weight that is made of whole numbers by a cast and a scale.
      guard node.type == "MatMul" || node.known?.weights?.contains(place) ?? false,
        let number = node.inputs[place], let root = wholeRoots[number]
      else { continue }
      uses[root].insert(.quantized)
    }
    let carriers = node.movesElements ? 1 : Self.scalings.contains(node.type) ? 2 : 0
    guard carriers > 0, case let result?? = node.outputs.first else { return }
    var root: Int?
    for case let number? in node.inputs.prefix(carriers) where root == nil {
      root = wholeRoots[number]
    }
    wholeRoots[result] = root
  }

  /// Operators by which whole numbers become real ones, with scales and zero points.
  private static let scalings: Set<String> = ["Sub", "Add", "Mul", "Div"]

  /// Notes of what the result of a node is a view, and whether a layer answers it.
  private mutating func noteView(_ node: ONNXNode) {
    guard case let result?? = node.outputs.first else { return }
    if node.movesElements, case let source?? = node.inputs.first {
      roots[result] = roots[source]
      isCopy[result] = isCopy[source] && node.isCopy
      isLayer[result] = isLayer[source]
      if node.type == "Transpose" { transposed[result] = source }
    }
    if node.isLayer { isLayer[result] = true }
  }
}
