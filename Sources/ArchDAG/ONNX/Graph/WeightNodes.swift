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
    guard nodes.contains(where: \.holdsNumbers) else { return }
    // Per value, the numbers of a node that may be a weight.
    var candidates = [HeldNumbers?](repeating: nil, count: names.count)
    var hasCandidate = false
    var shapes: [Int: Literal] = [:]
    for (number, record) in initializers where record.extents.count == 1 {
      if record.type == .integer(bits: 64, isSigned: true), !record.isExternal {
        shapes[number] = try Literal(record, in: bytes)
      }
    }
    let givesShapes = nodes.contains { $0.type == "ConstantOfShape" }
    for index in nodes.indices {
      guard nodes[index].holdsNumbers, case let result?? = nodes[index].outputs.first else {
        continue
      }
      let literal = nodes[index].literal
      let isShapeOnly = nodes[index].type == "ConstantOfShape"
      if givesShapes, !isShapeOnly, let literal { shapes[result] = literal }
      // `ConstantOfShape` repeats a zero in 32 bits where it says no number.
      guard let type = literal?.type ?? (isShapeOnly ? .float : nil), type.isReal || type.isWhole
      else { continue }
      let extents =
        isShapeOnly
        ? nodes[index].inputs.first.flatMap { $0.flatMap { shapes[$0]?.integers } }
        : literal?.extents?.compactMap(\.self)
      guard let extents, !extents.isEmpty, extents.allSatisfy({ $0 > 0 }) else { continue }
      candidates[result] = HeldNumbers(
        extents: extents, type: type, number: isShapeOnly ? nil : literal?.uniformNumber,
        isShapeOnly: isShapeOnly)
      hasCandidate = true
    }
    guard hasCandidate else { return }
    let weights = weights(among: candidates)
    guard !weights.isEmpty else { return }
    nodes.removeAll { node in
      guard node.holdsNumbers, case let result?? = node.outputs.first, weights.contains(result),
        let held = candidates[result]
      else { return false }
      initializers.append(
        (
          result,
          TensorRecord(
            name: names[result], extents: held.extents, type: held.type, isInNode: true)
        ))
      return true
    }
  }

  /// Numbers that a node holds.
  private struct HeldNumbers {
    let extents: [Int]
    let type: TensorRecord.ElementType
    /// The number that all of them are, if they are few and equal.
    let number: Float?
    /// Whether the file gives a shape alone.
    let isShapeOnly: Bool

    /// Whether these are several real numbers.
    var isVector: Bool { type.isReal && !extents.allSatisfy { $0 == 1 } }
  }

  /// What exporters write in the place of a weight that a layer or norm does not have.
  private static func placeholder(of node: ONNXNode, at place: Int) -> Float? {
    let type = node.type
    return switch type {
    case "Conv", "ConvTranspose", "Gemm": place == 2 ? 0 : nil
    // One that standardizes a weight has no shift.
    case "BatchNormalization": node.integer("training_mode") == 1 && place == 2 ? 0 : nil
    case _ where type.hasSuffix("Normalization"): place == 1 ? 1 : 0
    default: nil
    }
  }

  private func isPlaceholder(_ held: HeldNumbers?, of node: ONNXNode, at place: Int) -> Bool {
    guard let held, let placeholder = Self.placeholder(of: node, at: place) else { return false }
    // A shape alone is the weight of a layer, and what a norm without weights has.
    return held.number.map { $0 == placeholder }
      ?? (held.isShapeOnly && node.type.hasSuffix("Normalization"))
  }

  /// Those of some values that stand where a weight does.
  private func weights(among candidates: [HeldNumbers?]) -> Set<Int> {
    // Per value, the candidate that it is a view of.
    var roots = candidates.indices.map { candidates[$0] == nil ? nil : $0 }
    var isLayer = [Bool](repeating: false, count: names.count)
    var weights: Set<Int> = []
    for index in nodes.indices {
      // Of most nodes, no operand is a candidate or a layer's result.
      let concerns = nodes[index].inputs.contains {
        $0.map { roots[$0] != nil || isLayer[$0] } ?? false
      }
      if concerns {
        let node = nodes[index]
        weights.formUnion(self.weights(of: node, among: candidates, roots, isLayer))
        if case let result?? = node.outputs.first, case let source?? = node.inputs.first,
          node.movesElements
        {
          roots[result] = roots[source] ?? roots[result]
          isLayer[result] = isLayer[source]
        }
      }
      if case let result?? = nodes[index].outputs.first, nodes[index].isLayer {
        isLayer[result] = true
      }
    }
    return weights
  }

  /// The candidates that a node reads as weights.
  private func weights(
    of node: ONNXNode, among candidates: [HeldNumbers?], _ roots: [Int?], _ isLayer: [Bool]
  ) -> Set<Int> {
    var weights: Set<Int> = []
    if let known = node.known, let places = known.weights?.union(known.bufferPlaces) {
      for place in node.inputs.indices where places.contains(place) {
        guard let root = node.inputs[place].flatMap({ roots[$0] }),
          !isPlaceholder(candidates[root], of: node, at: place)
        else { continue }
        weights.insert(root)
      }
    }
    for place in node.quantizedPlaces {
      if node.inputs.indices.contains(place), let root = node.inputs[place].flatMap({ roots[$0] }) {
        weights.insert(root)
      }
    }
    let operands = node.inputs.compactMap(\.self)
    if node.type == "MatMul", operands.count == 2 {
      weights.formUnion(operands.compactMap { roots[$0] })
    }
    if node.type == "Add", operands.count == 2, operands.contains(where: { isLayer[$0] }) {
      // One number may be that of a function, such as x + 3 in a hard sigmoid.
      weights.formUnion(
        operands.compactMap { roots[$0] }.filter { candidates[$0]?.isVector ?? false })
    }
    return weights
  }
}

extension ONNXNode {
  /// Whether numbers stand in the node itself.
  fileprivate var holdsNumbers: Bool { type == "Constant" || type == "ConstantOfShape" }

  /// The tensor that the node holds.
  fileprivate var literal: Literal? {
    if case .tensor(let literal)? = attribute("value") { literal } else { nil }
  }
}

extension Literal {
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
