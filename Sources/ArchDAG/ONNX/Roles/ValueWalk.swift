/// The walk through the nodes of an ONNX graph that finds how values are used, and what is known of them
/// on the way.
///
/// What a node does with its operands stands in the record of its operator (``ONNXOperands``). Here
/// stands what follows from the record alone; which values are weights by what a node computes of
/// them, and which by their whole numbers, stands beside.
struct ValueWalk {
  /// By a value's number.
  var uses: [ValueUse]
  /// The number with which a running mean or variance of a batch norm begins, by its number.
  private(set) var initial: [Float?]
  /// The numbers that nodes hold and that may be weights.
  private(set) var held = HeldNumbers()
  /// The pairs of values that are multiplied, where both are copies of numbers in the file.
  var scaled: [(Int, Int)] = []
  /// The initializers that are added to another value, views looked through.
  var added: [Int] = []
  /// Whether all from which a value is computed lies in the file.
  private(set) var isOfFile: [Bool]
  /// Whether a value counts steps of whole numbers, or is the length of such a step.
  var isOfSteps: [Bool]
  /// Of what values are views.
  private(set) var views: ValueViews
  /// Of which whole numbers values are made.
  var wholeNumbers = WholeNumberSources()

  /// By a value's number, its index among the initializers.
  let initializers: [Int?]
  /// By a value's number, whether it is an input of whole numbers.
  let isIndex: [Bool]
  private var handedOn: HandedOnValues

  /// Begins with what the file gives.
  init(_ graph: ONNXGraph) {
    let count = graph.names.count
    uses = Array(repeating: [], count: count)
    initial = Array(repeating: nil, count: count)
    initializers = graph.initializerIndices
    isOfFile = initializers.map { $0 != nil }
    isOfSteps = Array(repeating: false, count: count)
    views = ValueViews(count: count)
    handedOn = HandedOnValues(count: count)
    var isIndex = Array(repeating: false, count: count)
    for (number, info) in graph.inputs {
      if case .integer = info.type { isIndex[number] = true }
      // A file without its weights lists them among the inputs.
      if info.name.isAttributePath { isOfFile[number] = true }
    }
    self.isIndex = isIndex
    for (number, record) in graph.initializers
    where !record.type.isReal && !record.extents.isEmpty {
      wholeNumbers.note(number, record.type, record.extents, of: count)
    }
  }

  /// Notes what a node reads, after the nodes before it.
  ///
  /// - Throws: ``ArchitectureError`` where numbers that say a shape cannot be read.
  mutating func note(
    _ node: ONNXNode, of graph: ONNXGraph, in bytes: RawSpan
  ) throws(ArchitectureError) {
    if node.effect.holdsNumbers {
      try held.add(node, of: graph, initializers, in: bytes)
      if case let result?? = node.outputs.first, let found = held[result], !found.type.isReal {
        wholeNumbers.note(result, found.type, found.extents, of: uses.count)
      }
    }
    handedOn.note(node)
    noteOperands(of: node)
    if node.known == nil { noteFewBits(of: node, graph) }
    noteWeights(of: node)
    noteComputation(of: node)
    for number in graph.placeholders(of: node, initializers, in: bytes) {
      uses[number].insert(.placeholder)
    }
    if !held.isEmpty || !wholeNumbers.isEmpty { noteWholeNumbers(of: node) }
    noteSteps(of: node)
    views.note(node)
    let isOfFile = node.inputs.allSatisfy { $0.map { self.isOfFile[$0] } ?? true }
    for case let result? in node.outputs { self.isOfFile[result] = isOfFile }
  }

  /// Notes, after all nodes, what becomes an output of the graph.
  mutating func noteOutputs(of graph: ONNXGraph) {
    for number in graph.outputs { uses[number].insert(.setting) }
    handedOn.forEach { number, isRead in uses[number].insert(isRead ? .operand : .setting) }
  }

  /// Notes whether operands are data or settings, and the buffers among them.
  private mutating func noteOperands(of node: ONNXNode) {
    guard !node.handsOn else { return }
    let operands = node.operands
    for (index, number) in node.inputs.enumerated() {
      guard let number else { continue }
      uses[number].insert(operands?.settings.contains(index) ?? false ? .setting : .operand)
      guard let operands else { continue }
      if operands.weights?.contains(index) ?? false { uses[number].insert(.ownWeight) }
      if operands.bufferIndices.contains(index) { initial[number] = operands.buffers[index] }
    }
  }
}

/// The values that nodes hand on as they are: each is read as what the node answers is.
private struct HandedOnValues {
  private var isReadByNode: [Bool]
  private var values: [(operand: Int, results: [Int?])] = []

  init(count: Int) { isReadByNode = Array(repeating: false, count: count) }

  mutating func note(_ node: ONNXNode) {
    for case let number? in node.inputs {
      isReadByNode[number] = true
      if node.handsOn { values.append((number, node.outputs)) }
    }
  }

  /// Calls `body` with each value that is handed on, and whether a node reads what it becomes; what only
  /// becomes an output of the graph, as anchors do, says nothing of the network.
  func forEach(_ body: (_ number: Int, _ isRead: Bool) -> Void) {
    for (operand, results) in values {
      body(operand, results.contains { $0.map { isReadByNode[$0] } ?? false })
    }
  }
}
