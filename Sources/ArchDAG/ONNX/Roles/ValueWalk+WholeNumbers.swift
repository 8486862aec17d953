/// Which whole numbers are those of a quantized weight.
extension ValueWalk {
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
