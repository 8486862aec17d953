import Tensors

/// What operations make of learned values of which they compute others.
extension LearnedValues {
  /// A function of elements that stand at the same position.
  func pointwise(_ operation: Operation, _ operands: [LearnedValue]) -> LearnedValue? {
    if case .quantization = operation.kind { return quantized(operands) }
    if case .arithmetic(let function) = operation.kind, operands.count == 2 {
      return LearnedValue.combined(function, operands[0], operands[1], isMask: isMask)
        .scalingFixedNumbers(isFixed)
    }
    // Of a choice, the learned operand is the weight; the condition is a mask.
    let data = operation.kind == .select ? Array(operands.dropFirst()) : operands
    guard var result = data.first(where: { !$0.isConstant }) else {
      return LearnedValue(extents: knownExtents(operation.outputs[0]))
    }
    if operation.kind == .select { result.note(operands[0].parameters, as: .mask) }
    for operand in data {
      result.note(operand.parameters.subtracting(result.parameters), as: .factor)
    }
    switch operation.kind {
    case .elementwise(.negate): result.scale(by: -1)
    case .elementwise(let function) where !function.keepsNumbers: result.forgetArrangement()
    case .activation(let function) where !function.keepsNumbers: result.forgetArrangement()
    default: break
    }
    return result
  }

  private func isMask(_ parameter: ValueID) -> Bool {
    guard case .parameter(_, let isTrainable) = architecture[parameter].origin else { return false }
    return !isTrainable || architecture[parameter].isCalledMask
  }

  private func isFixed(_ parameter: ValueID) -> Bool {
    if case .parameter(_, isTrainable: false) = architecture[parameter].origin {
      true
    } else {
      false
    }
  }

  /// The numbers of the first operand, with scales and zero points of a format.
  func quantized(_ operands: [LearnedValue]) -> LearnedValue {
    var result = operands[0]
    for operand in operands.dropFirst() {
      result.note(operand.parameters.subtracting(result.parameters), as: .quantization)
    }
    return result
  }

  /// What is only known to depend on its operands.
  func measure(_ operation: Operation, _ operands: [LearnedValue]) -> LearnedValue? {
    let inferred = operation.kind.resultExtents(
      of: operands.map { $0.extents?.map(Optional.some) })[0]
    let known = inferred?.compactMap(\.self)
    var result = LearnedValue(
      extents: known?.count == inferred?.count
        ? known ?? knownExtents(operation.outputs[0]) : knownExtents(operation.outputs[0]))
    if case .mean = operation.kind { result.isMean = true }
    let isProduct = operation.kind.traits.elements.isProduct
    for operand in operands {
      // u · (W·v) may be written as a product of elements and their sum.
      let isMultiplied = isProduct || !operand.measured.isEmpty
      let vectors = operand.parameters.filter { parameter in
        if isMultiplied, case .parameter(let shape, _) = architecture[parameter].origin {
          shape.extents.count { $0 != 1 } <= 1
        } else {
          false
        }
      }
      let measure = operand.measure(extents: nil, vectors: vectors)
      result.others.merge(measure.others) { first, _ in first }
      result.measured.formUnion(measure.measured)
    }
    return result
  }
}

extension ElementwiseFunction {
  /// Whether a weight behind the function is what stands before it, but for what a format or a network of few
  /// values cannot tell: rounding, and signs.
  fileprivate var keepsNumbers: Bool {
    switch self {
    case .floor, .ceiling, .round, .sign: true
    case .absolute, .negate, .reciprocal, .squareRoot, .exponential, .logarithm, .errorFunction,
      .sine, .cosine, .arctangent:
      false
    }
  }
}

extension Activation {
  /// Whether a weight behind the function is what stands before it, but for a limit.
  fileprivate var keepsNumbers: Bool {
    switch self {
    case .clip: true
    case .relu, .leakyRelu, .prelu, .elu, .selu, .sigmoid, .hardSigmoid, .tanh, .softplus, .mish,
      .gelu, .silu, .hardSwish:
      false
    }
  }
}
