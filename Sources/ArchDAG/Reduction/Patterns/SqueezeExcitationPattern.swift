/// Finds squeeze-and-excitation: x multiplied by a gate that is computed from the mean of x.
///
/// The multiplication becomes a `cse` node that reads x and the gate's last layer. The mean is
/// dropped: the gate's first layer reads what x comes from.
///
/// Source: Hu et al., "Squeeze-and-Excitation Networks" (arXiv:1709.01507), section 3.
struct SqueezeExcitationPattern {
  /// The operations, by index, that multiply x by its gate.
  let multiplications: Set<Int>

  /// The operations, by index, that squeeze x to one number per channel.
  let squeezes: Set<Int>

  init(in flow: DataFlow) {
    var multiplications: Set<Int> = []
    var squeezes: Set<Int> = []
    for operation in flow.index.operations {
      guard case .pointwise(.arithmetic(.multiply)) = flow.index.elements[operation] else {
        continue
      }
      let operands = flow.dataOperands(of: operation)
      guard operands.count == 2 else { continue }
      for (gate, gated) in [(operands[0], operands[1]), (operands[1], operands[0])] {
        guard let squeeze = Self.squeeze(behind: gate, of: gated, in: flow) else { continue }
        multiplications.insert(operation)
        squeezes.insert(squeeze)
        break
      }
    }
    self.multiplications = multiplications
    self.squeezes = squeezes
  }

  /// A gate is a short chain; what is longer is no gate, and looking on would cost time.
  private static let longestGate = 64

  /// The mean of `gated` from which a chain with at least one layer leads to `gate`.
  private static func squeeze(
    behind gate: ValueID, of gated: ValueID, in flow: DataFlow
  ) -> Int? {
    let target = flow.origin(of: gated)
    var value = flow.origin(of: gate)
    var layers = 0
    for _ in 0..<longestGate {
      guard value != target, let operation = flow.producer(of: value) else { return nil }
      let isSqueeze: Bool
      switch flow.index.elements[operation] {
      case .reduced:
        isSqueeze = true
      case .layer:
        isSqueeze = false
        layers += 1
      case .pointwise, .normalized:
        isSqueeze = false
      case .lookup, .pooled, .product, .mixed, .recurrent, .joined, .moved, .picked, .resampled,
        .unknown:
        // Others may have any number of operands, which would cost time at every gate.
        return nil
      }
      guard let source = commonOrigin(of: flow.dataOperands(of: operation), in: flow) else {
        return nil
      }
      if isSqueeze { return layers > 0 && source == target ? operation : nil }
      value = source
    }
    return nil
  }

  /// The one value that the operands come from.
  ///
  /// Where there are several operands, as in x · sigmoid(x), pointwise functions are looked
  /// through: the one origin is x.
  private static func commonOrigin(of operands: [ValueID], in flow: DataFlow) -> ValueID? {
    var origins = Set(operands.map(flow.origin))
    if origins.count > 1 {
      origins = Set(operands.map { pointwiseOrigin(of: $0, in: flow) })
    }
    return origins.count == 1 ? origins.first : nil
  }

  private static func pointwiseOrigin(of value: ValueID, in flow: DataFlow) -> ValueID {
    var value = flow.origin(of: value)
    for _ in 0..<longestGate {
      guard let operation = flow.producer(of: value) else { break }
      let sources = flow.dataOperands(of: operation)
      guard flow.index.elements[operation].isPointwise, sources.count == 1 else { return value }
      value = flow.origin(of: sources[0])
    }
    return value
  }
}
