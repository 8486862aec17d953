/// The numbers that a file keeps in nodes: in `Constant` nodes, as Paddle, CNTK and OpenVINO do, or as the
/// shape alone in `ConstantOfShape` nodes, as the light models of the ONNX zoo do.
///
/// Such numbers are a weight if they are read as one (``ValueUse/heldWeight``): where an operator
/// has its weights, views looked through; as a matrix in a product; or beside the result of a layer
/// in a sum.
struct HeldNumbers {
  /// The numbers of a node.
  struct Held {
    let extents: [Int]
    let type: TensorRecord.ElementType
    /// The number that all of them are, if they are few and equal.
    let number: Float?
    /// Whether the file gives a shape alone.
    let isShapeOnly: Bool
    /// Whether it is one kernel for each channel alone, the same for all: that of a blur, say.
    let isFilter: Bool
    /// The numbers, where they have been read, or where they lie.
    let content: Literal?

    /// Whether these are several real numbers.
    var isVector: Bool { type.isReal && !extents.allSatisfy { $0 == 1 } }
  }

  /// By the value's number; empty where there are none.
  private var arrays: [Held?] = []
  /// The nodes that hold tensors, by their results.
  private var nodes: [Int: ONNXNode] = [:]

  /// Whether no node holds numbers that may be a weight.
  var isEmpty: Bool { arrays.isEmpty }

  /// The numbers of a value that a node holds; `nil` for another value, and for numbers that cannot be a
  /// weight.
  subscript(number: Int) -> Held? { arrays.isEmpty ? nil : arrays[number] }

  /// Adds the numbers of a node.
  ///
  /// - Throws: ``ArchitectureError`` where the numbers that say its shape cannot be read.
  mutating func add(
    _ node: ONNXNode, of graph: ONNXGraph, _ initializers: [Int?], in bytes: RawSpan
  ) throws(ArchitectureError) {
    guard case let result?? = node.outputs.first else { return }
    let literal = node.literal
    let isShapeOnly = node.effect == .fills
    if !isShapeOnly { nodes[result] = node }
    // `ConstantOfShape` repeats a zero in 32 bits where it says no number.
    guard let type = literal?.format ?? (isShapeOnly ? .float : nil), type.isReal || type.isWhole
    else { return }
    let extents: [Int]?
    if isShapeOnly {
      guard case let shape?? = node.inputs.first else { return }
      extents = try shapeLiteral(shape, of: graph, initializers, in: bytes)?.integers
    } else {
      extents = literal?.extents?.compactMap(\.self)
    }
    guard let extents, !extents.isEmpty, extents.allSatisfy({ $0 > 0 }) else { return }
    let isFilter =
      isShapeOnly ? false : try literal?.repeatsKernel(extents, in: bytes) ?? false
    if arrays.isEmpty { arrays = Array(repeating: nil, count: graph.names.count) }
    arrays[result] = Held(
      extents: extents, type: type, number: isShapeOnly ? nil : literal?.uniformNumber,
      isShapeOnly: isShapeOnly,
      isFilter: isFilter,
      content: isShapeOnly ? nil : literal)
  }

  /// The constant that says a shape, if it is one.
  private func shapeLiteral(
    _ number: Int, of graph: ONNXGraph, _ initializers: [Int?], in bytes: RawSpan
  ) throws(ArchitectureError) -> Literal? {
    guard let initializer = initializers[number] else { return nodes[number]?.literal }
    let record = graph.initializers[initializer].record
    guard record.extents.count == 1, record.type == .integer(bits: 64, isSigned: true),
      !record.isExternal
    else { return nil }
    return try Literal(record, in: bytes)
  }

  /// Whether a value is what exporters write instead of a weight that a layer or norm does not
  /// have.
  func isPlaceholder(_ number: Int, of node: ONNXNode, operand index: Int) -> Bool {
    guard let array = self[number], let placeholder = node.placeholder(ofOperand: index) else {
      return false
    }
    // A shape alone is the weight of a layer, and what a norm without weights has.
    if let number = array.number { return number == placeholder }
    if case .normalizes = node.effect { return array.isShapeOnly }
    return false
  }
}

extension ONNXGraph {
  /// Makes initializers of the weights that a file keeps in nodes.
  mutating func nameWeights(heldBy uses: ValueUses) {
    guard !uses.held.isEmpty else { return }
    nodes.removeAll { node in
      guard node.effect.holdsNumbers, case let result?? = node.outputs.first,
        uses.uses[result].contains(.heldWeight), let held = uses.held[result]
      else { return false }
      initializers.append((result, held.record(named: names[result])))
      return true
    }
  }
}

extension HeldNumbers.Held {
  /// The numbers as an initializer.
  fileprivate func record(named name: String) -> TensorRecord {
    var record = content?.record ?? TensorRecord()
    (record.name, record.extents, record.type) = (name, extents, type)
    record.isInNode = true
    if let content, content.numbers.count != nil { record.payload = .known(content.numbers) }
    return record
  }
}

extension ONNXNode {
  /// The tensor that the node holds, as one or as a list of numbers.
  fileprivate var literal: Literal? {
    if case .tensor(let literal)? = attribute("value") { return literal }
    guard case .reals(let reals)? = attribute("value_floats") else { return nil }
    return Literal(extents: [reals.count], numbers: .reals(reals))
  }
}

extension Literal {
  /// The number format; that of its numbers, where they are not a tensor's.
  fileprivate var format: TensorRecord.ElementType {
    if type == .undefined, case .reals = numbers { .float } else { type }
  }

  /// Whether these are kernels (C, 1, …) of several channels that are all alike, and of several numbers.
  ///
  /// - Throws: ``ArchitectureError`` where the file's numbers do not lie as it says.
  fileprivate func repeatsKernel(
    _ extents: [Int], in bytes: RawSpan
  ) throws(ArchitectureError) -> Bool {
    guard extents.count > 2, extents[0] > 1, extents[1] == 1, type.isReal else { return false }
    var reals = numbers.reals
    if let record, !record.isExternal, case .reals(let found) = try Constant(record, in: bytes) {
      reals = found
    }
    return reals.map { NumberPattern.repeatsKernel(extents: extents, $0) } ?? false
  }

  /// The number that all of the constant's numbers are, if they are known.
  fileprivate var uniformNumber: Float? {
    switch numbers {
    case .integers(let integers):
      integers.first.flatMap { first in
        integers.allSatisfy { $0 == first } ? Float(first) : nil
      }
    case .reals(let reals):
      reals.first.flatMap { first in reals.allSatisfy { $0 == first } ? first : nil }
    case .unread: nil
    }
  }
}
