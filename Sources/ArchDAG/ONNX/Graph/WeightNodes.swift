extension ONNXGraph {
  /// Makes initializers of the weights that a file keeps in nodes: in `Constant` nodes, as Paddle,
  /// CNTK and OpenVINO do, or as the shape alone in `ConstantOfShape` nodes, as the light models of
  /// the ONNX zoo do.
  ///
  /// Such a node is a weight if its real numbers stand where an operator has its weights, movements
  /// looked through; as a matrix in a product; or beside the result of a layer in a sum.
  ///
  /// - Throws: ``ArchitectureError``.
  mutating func nameWeightsInNodes(in bytes: RawSpan) throws(ArchitectureError) {
    var candidates: [Int: HeldNumbers] = [:]
    var shapes: [Int: Literal] = [:]
    for (number, record) in initializers where record.extents.count == 1 {
      if record.type == .integer(bits: 64, isSigned: true), !record.isExternal {
        shapes[number] = try Literal(record, in: bytes)
      }
    }
    for (index, node) in nodes.enumerated() {
      guard node.type == "Constant" || node.type == "ConstantOfShape",
        case let result?? = node.outputs.first
      else { continue }
      if case .tensor(let literal)? = node.attribute("value"), node.type == "Constant" {
        shapes[result] = literal
      }
      if let record = record(of: node, named: names[result], shapes) {
        candidates[result] = HeldNumbers(
          node: index, record: record, number: shapes[result]?.uniformNumber,
          isShapeOnly: node.type == "ConstantOfShape")
      }
    }
    guard !candidates.isEmpty else { return }
    let weights = weights(among: candidates)
    var removed: Set<Int> = []
    for (number, candidate) in candidates.sorted(by: { $0.value.node < $1.value.node })
    where weights.contains(number) {
      initializers.append((number, candidate.record))
      removed.insert(candidate.node)
    }
    nodes = nodes.indices.filter { !removed.contains($0) }.map { nodes[$0] }
  }

  /// What the file says of the real numbers along some axis that a node holds; `nil` if it holds
  /// others.
  private func record(
    of node: ONNXNode, named name: String, _ shapes: [Int: Literal]
  ) -> TensorRecord? {
    var extents: [Int]?
    // `ConstantOfShape` repeats a zero in 32 bits where it says no number.
    var type = TensorRecord.ElementType.float
    if case .tensor(let literal)? = node.attribute("value") { type = literal.type }
    if node.type == "Constant" {
      guard case .tensor(let literal)? = node.attribute("value") else { return nil }
      extents = literal.extents?.compactMap(\.self)
    } else if case let shape?? = node.inputs.first {
      extents = shapes[shape]?.integers
    }
    guard let extents, !extents.isEmpty, extents.allSatisfy({ $0 > 0 }), type.isReal else {
      return nil
    }
    return TensorRecord(name: name, extents: extents, type: type, isInNode: true)
  }

  /// Numbers that a node holds.
  private struct HeldNumbers {
    let node: Int
    let record: TensorRecord
    /// The number that all of them are, if they are few and equal.
    let number: Float?
    /// Whether the file gives a shape alone.
    let isShapeOnly: Bool

    var isSingle: Bool { record.extents.allSatisfy { $0 == 1 } }
  }

  /// What exporters write in the place of a weight that a layer or norm does not have.
  private static func placeholder(of type: String, at place: Int) -> Float? {
    switch type {
    case "Conv", "ConvTranspose", "Gemm": place == 2 ? 0 : nil
    case "BatchNormalization": nil
    case _ where type.hasSuffix("Normalization"): place == 1 ? 1 : 0
    default: nil
    }
  }

  private func isPlaceholder(_ held: HeldNumbers?, of type: String, at place: Int) -> Bool {
    guard let held, let placeholder = Self.placeholder(of: type, at: place) else { return false }
    // A shape alone is the weight of a layer, and what a norm without weights has.
    return held.number.map { $0 == placeholder }
      ?? (held.isShapeOnly && type.hasSuffix("Normalization"))
  }

  /// Those of some values that stand where a weight does.
  private func weights(among candidates: [Int: HeldNumbers]) -> Set<Int> {
    // Per value, the candidate that it is a view of.
    var roots: [Int: Int] = [:]
    for number in candidates.keys { roots[number] = number }
    var layers: Set<Int> = []
    var weights: Set<Int> = []
    for node in nodes {
      let isLayer = Self.layers.contains(node.type)
      if let places = ONNXOperators[node.type]?.weights {
        let buffers = ONNXOperators[node.type]?.buffers ?? [:]
        for place in places.union(buffers.keys) where node.inputs.indices.contains(place) {
          guard let root = node.inputs[place].flatMap({ roots[$0] }),
            !isPlaceholder(candidates[root], of: node.type, at: place)
          else { continue }
          weights.insert(root)
        }
      }
      let operands = node.inputs.compactMap(\.self)
      if node.type == "MatMul", operands.count == 2 {
        weights.formUnion(operands.compactMap { roots[$0] })
      }
      if node.type == "Add", operands.count == 2, operands.contains(where: { layers.contains($0) })
      {
        // One number may be that of a function, such as x + 3 in a hard sigmoid.
        weights.formUnion(
          operands.compactMap { roots[$0] }.filter { !(candidates[$0]?.isSingle ?? true) })
      }
      guard case let result?? = node.outputs.first else { continue }
      if isLayer { layers.insert(result) }
      guard Self.views.contains(node.type), case let source?? = node.inputs.first else { continue }
      if let root = roots[source] { roots[result] = root }
      if layers.contains(source) { layers.insert(result) }
    }
    return weights
  }

  private static let layers: Set<String> = ["Conv", "ConvTranspose", "Gemm", "MatMul"]

  /// Operators that only move their first operand's elements.
  private static let views: Set<String> = [
    "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Identity", "Cast",
  ]
}

extension Literal {
  /// The number that all of the constant's numbers are, if they are known.
  fileprivate var uniformNumber: Float? {
    guard let reals, let first = reals.first, reals.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}
