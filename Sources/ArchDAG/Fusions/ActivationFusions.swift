extension ArchitectureRewriting {
  /// Joins the parts of activations that exporters write out.
  ///
  /// x · sigmoid(x) is SiLU, x · hardSigmoid(x) is hard swish, and
  /// ½ · x · (1 + erf(x / √2)) is GELU. A sigmoid that something else reads too stays a gate.
  mutating func joinActivations() {
    apply(to: .arithmetic) { rewriting, operation in
      guard case .arithmetic(.multiply) = operation.kind else { return nil }
      return rewriting.gatedActivation(operation) ?? rewriting.gelu(operation)
    }
  }

  private func gatedActivation(_ operation: Operation) -> Operation? {
    guard let (left, right) = operands(of: operation) else { return nil }
    for (x, gate) in [(left, right), (right, left)] where isReadOnce(gate) {
      guard let source = producer(of: gate), source.inputs == [x],
        case .activation(let activation) = source.kind
      else { continue }
      switch activation {
      case .sigmoid: return operation.replaced(by: .activation(.silu), [x])
      case .hardSigmoid(let slope, 0.5) where abs(slope - 1 / 6) < 1e-5:
        return operation.replaced(by: .activation(.hardSwish), [x])
      default: continue
      }
    }
    return nil
  }

  private func gelu(_ operation: Operation) -> Operation? {
    // Either (x · (1 + erf)) · ½ or (x · ½) · (1 + erf).
    guard let (left, right) = operands(of: operation) else { return nil }
    if let whole = operand(besideScalar: 0.5, in: (left, right)),
      let factors = arithmetic(.multiply, computing: whole)
    {
      for (x, other) in [(factors.left, factors.right), (factors.right, factors.left)]
      where isOnePlusErrorFunction(other, of: x) {
        return operation.replaced(by: .activation(.gelu(isApproximate: false)), [x])
      }
    }
    for (half, other) in [(left, right), (right, left)] {
      guard let x = operand(besideScalar: 0.5, in: arithmetic(.multiply, computing: half)),
        isOnePlusErrorFunction(other, of: x)
      else { continue }
      return operation.replaced(by: .activation(.gelu(isApproximate: false)), [x])
    }
    return nil
  }

  private func isOnePlusErrorFunction(_ value: ValueID, of x: ValueID) -> Bool {
    guard let error = operand(besideScalar: 1, in: arithmetic(.add, computing: value)),
      let function = producer(of: error), case .elementwise(.errorFunction) = function.kind
    else { return false }
    let scaled = function.operand(.data)
    let isDivided =
      operand(besideScalar: Float(2).squareRoot(), in: arithmetic(.divide, computing: scaled)) == x
    return isDivided
      || operand(
        besideScalar: Float(0.5).squareRoot(), in: arithmetic(.multiply, computing: scaled)) == x
  }
}
