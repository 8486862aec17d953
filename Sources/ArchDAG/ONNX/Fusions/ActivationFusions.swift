extension Translation {
  /// Joins the parts of activations that exporters write out.
  ///
  /// x · sigmoid(x) is SiLU, x · hardSigmoid(x) is hard swish, and
  /// ½ · x · (1 + erf(x / √2)) is GELU. A sigmoid that something else reads too stays a gate.
  mutating func joinActivations() {
    let counts = readerCounts()
    for index in steps.indices {
      guard case .arithmetic(.multiply) = steps[index].kind,
        let (x, activation) = gatedActivation(steps[index], counts) ?? gelu(steps[index])
      else { continue }
      steps[index].kind = .activation(activation)
      steps[index].inputs = [x]
    }
  }

  private func gatedActivation(_ step: Step, _ counts: [Int]) -> (x: Int, Activation)? {
    guard let (left, right) = operands(of: step) else { return nil }
    for (x, gate) in [(left, right), (right, left)] where counts[gate] == 1 {
      guard let source = self.step(computing: gate), source.inputs == [x],
        case .activation(let activation) = source.kind
      else { continue }
      switch activation {
      case .sigmoid: return (x, .silu)
      case .hardSigmoid(let slope, 0.5) where abs(slope - 1 / 6) < 1e-5: return (x, .hardSwish)
      default: continue
      }
    }
    return nil
  }

  private func gelu(_ step: Step) -> (x: Int, Activation)? {
    // Either (x · (1 + erf)) · ½ or (x · ½) · (1 + erf).
    guard let (left, right) = operands(of: step) else { return nil }
    if let whole = operand(besideScalar: 0.5, in: (left, right)),
      let factors = arithmetic(.multiply, computing: whole)
    {
      for (x, other) in [(factors.left, factors.right), (factors.right, factors.left)]
      where isOnePlusErrorFunction(other, of: x) {
        return (x, .gelu(isApproximate: false))
      }
    }
    for (half, other) in [(left, right), (right, left)] {
      guard let x = operand(besideScalar: 0.5, in: arithmetic(.multiply, computing: half)),
        isOnePlusErrorFunction(other, of: x)
      else { continue }
      return (x, .gelu(isApproximate: false))
    }
    return nil
  }

  private func isOnePlusErrorFunction(_ tensor: Int, of x: Int) -> Bool {
    guard let error = operand(besideScalar: 1, in: arithmetic(.add, computing: tensor)),
      let function = step(computing: error), case .elementwise(.errorFunction) = function.kind
    else { return false }
    let scaled = function.inputs[0]
    return operand(besideScalar: Float(2).squareRoot(), in: arithmetic(.divide, computing: scaled))
      == x
      || operand(
        besideScalar: Float(0.5).squareRoot(), in: arithmetic(.multiply, computing: scaled)) == x
  }
}
