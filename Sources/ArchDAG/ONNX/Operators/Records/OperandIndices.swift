/// Some of the operands of an ONNX operator, such as those that are its weights, by their index.
struct OperandIndices: Sendable {
  /// A bit an operand, the first one lowest.
  private var bits: UInt64 = 0

  /// Whether the operand of an index is one of them.
  func contains(_ index: Int) -> Bool {
    0..<UInt64.bitWidth ~= index && bits >> UInt64(index) & 1 == 1
  }

  var isEmpty: Bool { bits == 0 }
}

extension OperandIndices: ExpressibleByArrayLiteral {
  /// - Precondition: the indices are those of an operator's first 64 operands.
  init(arrayLiteral indices: Int...) {
    self.init(indices)
  }

  /// - Precondition: as above.
  init(_ indices: some Sequence<Int>) {
    for index in indices {
      precondition(0..<UInt64.bitWidth ~= index, "operand \(index) of an operator")
      bits |= 1 << UInt64(index)
    }
  }
}
