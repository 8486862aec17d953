/// Which whole numbers are those of a quantized weight.
extension ValueWalk {
  /// Of an operator that is not known, such as `MatMulNBits`, matrices of 8 bits or fewer are quantized weights,
  /// and what stands beside them in the file scales these.
  mutating func noteFewBits(of node: ONNXNode, _ graph: ONNXGraph) {
    let arrays = node.inputs.compactMap { number in
      number.flatMap { number in
        initializers[number].map { (number: number, record: graph.initializers[$0].record) }
      }
    }
    let weights = arrays.filter { $0.record.type.isOfFewBits && $0.record.extents.count > 1 }
    guard !weights.isEmpty else { return }
    for (number, _) in weights { uses[number].insert(.quantized) }
    for (number, record) in arrays where record.type.isReal { uses[number].insert(.scale) }
  }

  /// Notes the numbers of quantized weights, and what is made of whole numbers.
  mutating func noteWholeNumbers(of node: ONNXNode) {
    noteQuantized(node)
    guard !wholeNumbers.isEmpty else { return }
    for (index, number) in node.inputs.enumerated() {
      // A weight that is made of whole numbers by a cast and a scale.
      guard
        node.effect == .mixes(.matrixProduct) || node.operands?.weights?.contains(index) ?? false,
        let number, let source = wholeNumbers[number]
      else { continue }
      uses[source].insert(.quantized)
      noteHeld(source)
    }
    wholeNumbers.note(node)
  }

  /// Notes the operands that an operator reads as quantized weights.
  private mutating func noteQuantized(_ node: ONNXNode) {
    guard let quantized = node.operands?.quantized, !quantized.isEmpty else { return }
    for (index, number) in node.inputs.enumerated() where quantized.contains(index) {
      guard let number else { continue }
      uses[number].insert(.quantized)
      noteHeld(views.roots[number])
    }
  }
}
