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
    for (index, operation) in flow.architecture.operations.enumerated() {
      guard case .arithmetic(.multiply) = operation.kind else { continue }
      let operands = flow.dataOperands(of: operation)
      guard operands.count == 2 else { continue }
      for (gate, gated) in [(operands[0], operands[1]), (operands[1], operands[0])] {
        guard let squeeze = Self.squeeze(behind: gate, of: gated, in: flow) else { continue }
        multiplications.insert(index)
        squeezes.insert(squeeze)
        break
      }
    }
    self.multiplications = multiplications
    self.squeezes = squeezes
  }

  /// The mean of `gated` from which a chain with at least one layer leads to `gate`.
  private static func squeeze(
    behind gate: ValueID, of gated: ValueID, in flow: DataFlow
  ) -> Int? {
    var value = gate
    var layers = 0
    while let index = flow.producer(of: value) {
      let operation = flow.architecture.operations[index]
      let sources = flow.dataOperands(of: operation)
      switch operation.kind {
      case .globalAveragePool, .mean, .adaptiveAveragePool:
        let isMeanOfGated = flow.origin(of: sources[0]) == flow.origin(of: gated)
        return layers > 0 && isMeanOfGated ? index : nil
      case .convolution, .linear:
        layers += 1
      case .activation, .batchNorm, .layerNorm, .arithmetic:
        break
      default:
        guard flow.isPlumbing(operation) else { return nil }
      }
      // An activation spelled out, such as x · sigmoid(x), has one origin after all.
      guard let next = sources.first, Set(sources.map(flow.origin)).count == 1 else {
        guard let shared = sharedOrigin(of: sources, in: flow) else { return nil }
        value = shared
        continue
      }
      value = next
    }
    return nil
  }

  /// The value from which pointwise functions alone lead to each of `values`.
  private static func sharedOrigin(of values: [ValueID], in flow: DataFlow) -> ValueID? {
    let origins = Set(
      values.map { value -> ValueID in
        var value = flow.origin(of: value)
        while let index = flow.producer(of: value) {
          let operation = flow.architecture.operations[index]
          let sources = flow.dataOperands(of: operation)
          switch operation.kind {
          case .activation, .elementwise, .arithmetic:
            guard sources.count == 1 else { return value }
            value = flow.origin(of: sources[0])
          default:
            return value
          }
        }
        return value
      })
    return origins.count == 1 ? origins.first : nil
  }
}
