import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  func activate(
    _ operands: Operands, _ activation: Activation
  ) throws(ExecutionError) -> ArrangedVariable {
    if activation == .prelu { return try rectify(operands) }
    return try operands[0].map { activation.applied(to: $0) }
  }

  /// A rectification whose slope below zero is learned: one number, or one for each channel.
  private func rectify(_ operands: Operands) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let slope = try operands[1]
    if slope.count == 1 {
      let shape: Shape = x.rank == 0 ? [] : [1]
      return x.map { $0.prelu(slope: slope.variable.reshaped(to: shape)) }
    }
    // A vector lies along the last axis, as ONNX has it, unless it fits the channels alone.
    let isLast = slope.rank == 1 && x.rank > 2 && x.extents.last == slope.count
    guard x.rank >= 2, slope.count == x.extents[1], !isLast,
      let slopes = try operands.vector(1, count: x.extents[1])
    else {
      // Slopes that repeat along other axes.
      guard slope.rank <= x.rank, Broadcasting.extents(slope.extents, x.extents) == x.extents
      else {
        throw operands.misfit("a slope for each channel", found: "\(slope.extents)")
      }
      let slopes = slope.padded(toRank: x.rank).arranged(in: x.order).variable
      return x.map { $0.relu() - $0.negated().relu() * slopes }
    }
    return x.arranged(in: x.order.movingInnermost([1])).map { $0.prelu(slope: slopes) }
  }

  /// The function of each element.
  func apply(_ function: ElementwiseFunction, to x: Variable) -> Variable {
    switch function {
    case .absolute: x.absolute()
    case .negate: x.negated()
    case .reciprocal: x.reciprocal()
    case .squareRoot: x.squareRoot()
    case .exponential: x.exponential()
    case .logarithm: x.logarithm()
    case .errorFunction: x.errorFunction()
    case .sine: x.sine()
    case .cosine: x.cosine()
    case .arctangent: x.arctangent()
    case .floor: x.floor()
    case .ceiling: x.ceiling()
    case .round: x.rounded()
    case .sign: x.sign()
    }
  }

  /// Source: ONNX operator `LogSoftmax`, opset 13.
  func logSoftmax(_ operands: Operands, axis: Int) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let axis = try operands.axis(axis, of: x)
    return x.arranged(in: x.order.movingInnermost([axis])).map { $0.logSoftmax() }
  }

  func softmax(_ operands: Operands, axis: Int) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let axis = try operands.axis(axis, of: x)
    return x.arranged(in: x.order.movingInnermost([axis])).map { $0.softmax() }
  }
}

extension Activation {
  /// The function of each element; x itself for `prelu`, which needs a slope.
  func applied(to x: Variable) -> Variable {
    switch self {
    case .relu: x.relu()
    case .leakyRelu(let slope): x.leakyRelu(slope: slope)
    case .prelu: x
    case .elu(let alpha): x.elu(alpha: alpha)
    case .selu: x.selu()
    case .sigmoid: x.sigmoid()
    case .hardSigmoid(let slope, let offset): x.hardSigmoid(slope: slope, offset: offset)
    case .tanh: x.tanh()
    case .softplus: x.softplus()
    case .mish: x.mish()
    case .gelu(let isApproximate): isApproximate ? x.tanhGelu() : x.gelu()
    case .silu: x.silu()
    case .hardSwish: x.hardSwish()
    case .clip(let minimum, let maximum): x.clipped(minimum: minimum, maximum: maximum)
    }
  }
}
