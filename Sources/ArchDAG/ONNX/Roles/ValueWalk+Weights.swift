/// Which values are weights: by the operators that read them, and by what is computed of them.
extension ValueWalk {
  /// Notes the operands of an operator that has weights, views looked through.
  mutating func noteWeights(of node: ONNXNode) {
    guard let operands = node.operands, let weights = operands.weights else { return }
    // Of a product with a weight of the file on the left, the right side is data.
    let isLearnedLeft =
      operands.effect == .mixes(.affineProduct) && isInFile(node, operand: 0)
      && !isInFile(node, operand: 1)
    // A norm of a weight standardizes it, with numbers of its own that nobody learns.
    let isStandardization = node.effect == .normalizes(.batch) && isInFile(node, operand: 0)
    for index in node.inputs.indices {
      guard let root = node.inputs[index].map({ views.roots[$0] }) else { continue }
      let isWeight = weights.contains(index)
      if isWeight || operands.bufferIndices.contains(index), !isStandardization,
        !held.isPlaceholder(root, of: node, operand: index)
      {
        noteHeld(root)
      }
      if isLearnedLeft && index < 2 { continue }
      if isWeight { uses[root].insert(.weight) }
      if index == 0 && !isWeight { uses[root].insert(.data) }
    }
  }

  /// Notes the operands of a node by what it computes of them.
  mutating func noteComputation(of node: ONNXNode) {
    if case .combines = node.effect { noteArithmetic(node) }
    switch node.effect {
    case .mixes(.matrixProduct): noteProduct(node)
    case .combines(.sum): noteSum(node.inputs.compactMap(\.self))
    case .combines(.difference):
      // What is subtracted may be a bias, and not what it is subtracted from.
      if case let (left?, right?)? = node.operandPair, views.isLayer[left] {
        noteSum([left, right])
      }
    case .combines(.product): noteScaling(node)
    case .plumbing(.picks): noteSelection(node)
    case .moves, .plumbing(.holds), .plumbing(.other), .fills, .mixes(.layer),
      .mixes(.affineProduct), .normalizes, .combines(.other), .partlyKnown, .other:
      break
    }
  }

  /// Notes the arrays of the file that stand in arithmetic beside what is not computed from the file alone.
  private mutating func noteArithmetic(_ node: ONNXNode) {
    let operands = node.inputs.compactMap(\.self)
    guard operands.contains(where: { !isOfFile[$0] }) else { return }
    for root in operands.map({ views.roots[$0] }) where initializers[root] != nil {
      uses[root].insert(.besideData)
    }
  }

  /// Notes numbers that a node holds as a weight; other values are none of these.
  mutating func noteHeld(_ root: Int) {
    if let found = held[root], !found.isFilter { uses[root].insert(.heldWeight) }
  }

  /// In a product of two matrices a held one is a weight, and a transposed one on the right.
  private mutating func noteProduct(_ node: ONNXNode) {
    guard let (left, right) = node.operandPair else { return }
    if let right, let matrix = views.transposed[right] { uses[matrix].insert(.weight) }
    guard !held.isEmpty, let left, let right else { return }
    let (first, second) = (views.roots[left], views.roots[right])
    noteHeld(second)
    // Beside a weight on the right, such as that of an MLP, a table on the left is data; so it is where
    // the weight is computed.
    if !isOfFile[right] { noteHeld(first) }
  }

  /// Beside a matrix product stands the bias of a linear layer; beside what a layer answers, held
  /// numbers are its bias.
  private mutating func noteSum(_ operands: [Int]) {
    if operands.contains(where: { views.isProduct[$0] }) {
      for number in operands { uses[number].insert(.addedToProduct) }
    }
    for root in operands.map({ views.roots[$0] }) where initializers[root] != nil {
      added.append(root)
    }
    guard !held.isEmpty, operands.count == 2, operands.contains(where: { views.isLayer[$0] }) else {
      return
    }
    // One number may be that of a function, such as x + 3 in a hard sigmoid.
    for root in operands.map({ views.roots[$0] }) where held[root]?.isVector ?? false {
      noteHeld(root)
    }
  }

  /// What sums of whole numbers, or the length of their steps, are multiplied by is a scale.
  mutating func noteSteps(of node: ONNXNode) {
    if let index = Self.stepResults[node.type] {
      if node.outputs.indices.contains(index), let result = node.outputs[index] {
        isOfSteps[result] = true
      }
      return
    }
    guard node.effect.isCopy || node.effect == .combines(.product), let result = node.outputs.first,
      let result, node.inputs.contains(where: { $0.map { isOfSteps[$0] } ?? false })
    else { return }
    isOfSteps[result] = true
    for case let operand? in node.inputs where initializers[views.roots[operand]] != nil {
      uses[views.roots[operand]].insert(.scale)
    }
  }

  /// Which result of an operator counts steps of whole numbers, or is their length.
  private static let stepResults = [
    "ConvInteger": 0, "MatMulInteger": 0, "DynamicQuantizeLinear": 1,
  ]

  /// One of two arrays of the file that are multiplied may be a mask of the other.
  private mutating func noteScaling(_ node: ONNXNode) {
    guard case let (left?, right?)? = node.operandPair, views.isCopy[left], views.isCopy[right]
    else { return }
    let (one, other) = (views.roots[left], views.roots[right])
    if isInFile(one), isInFile(other) { scaled.append((one, other)) }
  }

  /// A table from which an input of whole numbers picks rows is a weight.
  private mutating func noteSelection(_ node: ONNXNode) {
    guard node.integer("axis") ?? 0 == 0, case let (table?, rows?)? = node.operandPair,
      isIndex[rows]
    else { return }
    uses[table].insert(.weight)
  }

  /// Whether the file has the numbers of a value that is no view.
  private func isInFile(_ root: Int) -> Bool { initializers[root] != nil || held[root] != nil }

  /// Whether the file has the numbers of an operand, or of what it is a view of.
  private func isInFile(_ node: ONNXNode, operand index: Int) -> Bool {
    guard node.inputs.indices.contains(index), let number = node.inputs[index] else { return false }
    return isInFile(views.roots[number])
  }
}

extension ONNXNode {
  /// The two operands of a node that has just two; `nil` for one left out.
  fileprivate var operandPair: (Int?, Int?)? { inputs.count == 2 ? (inputs[0], inputs[1]) : nil }
}
