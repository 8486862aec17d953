import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Normalizes each channel, by the statistics of the batch or by running ones.
  ///
  /// Source: Ioffe and Szegedy (arXiv:1502.03167), algorithm 1.
  mutating func normalizeBatch(
    _ operation: Operation, _ operands: Operands, epsilon: Float
  ) throws(ExecutionError) -> ArrangedVariable {
    let stated = try operands[0]
    if case .off = statistics { return stated }
    guard stated.rank >= 2, stated.count > 0 else {
      throw operands.misfit("a tensor of channels", found: "\(stated.extents)")
    }
    let x = stated.arranged(in: stated.order.movingInnermost([1]))
    let channels = x.extents[1]
    let scale = try operands.vector(1, count: channels)
    let shift = try operands.vector(2, count: channels)
    let names = runningStatistics(of: operation)
    if case .running(let tensors) = statistics, let names {
      let mean = try statistic(names.mean, in: tensors, channels)
      let variance = try statistic(names.variance, in: tensors, channels)
      return x.map {
        $0.batchNormalized(
          scale: scale, shift: shift, mean: mean, variance: variance, epsilon: epsilon)
      }
    }
    let (value, seen) = x.variable.batchNormalizedWithStatistics(
      scale: scale, shift: shift, epsilon: epsilon)
    append(
      NormStatistics(
        operation: operation.name, statistics: names, mean: seen.mean,
        variance: seen.variance, count: seen.count))
    return ArrangedVariable(value, order: x.order)
  }

  /// The names of a norm's running mean and variance, if it has both; those that an exporter lets
  /// the graph compute from the batch are none.
  private func runningStatistics(of operation: Operation) -> (mean: String, variance: String)? {
    guard let mean = operation.operand(.runningMean),
      let variance = operation.operand(.runningVariance),
      case .parameter = architecture[mean].origin,
      case .parameter = architecture[variance].origin
    else { return nil }
    return (architecture[mean].name, architecture[variance].name)
  }

  private func statistic(
    _ name: String, in tensors: NamedTensors, _ channels: Int
  ) throws(ExecutionError) -> Tensor {
    guard let tensor = tensors[name] else { throw .missingStatistics(name: name) }
    guard tensor.shape == [channels] else {
      throw .wrongShape(name: name, expected: [channels], found: tensor.shape)
    }
    return tensor
  }

  /// Source: ONNX operator `LayerNormalization`, opset 17.
  func normalizeLayer(
    _ operands: Operands, axis: Int, epsilon: Float
  ) throws(ExecutionError) -> ArrangedVariable {
    let (x, rows) = try rows(operands, from: axis)
    let columns = rows.shape[rows.shape.rank - 1]
    let scale = try operands.repeatedVector(1, count: columns)
    let shift = try operands.repeatedVector(2, count: columns)
    let normalized = rows.layerNormalized(
      scale: scale ?? Variable(Tensor(repeating: 1, shape: [columns])),
      shift: shift ?? Variable(Tensor(zeros: [columns])), epsilon: epsilon)
    return x.map { normalized.reshaped(to: $0.shape) }
  }

  /// Source: ONNX operator `RMSNormalization`, opset 23.
  func normalizeRootMeanSquare(
    _ operands: Operands, axis: Int, epsilon: Float
  ) throws(ExecutionError) -> ArrangedVariable {
    let (x, rows) = try rows(operands, from: axis)
    let scale = try operands.vector(1, count: rows.shape[rows.shape.rank - 1])
    let normalized = rows.rootMeanSquareNormalized(scale: scale, epsilon: epsilon)
    return x.map { normalized.reshaped(to: $0.shape) }
  }

  /// Source: ONNX operator `GroupNormalization`, opset 21.
  func normalizeGroups(
    _ operands: Operands, groups: Int, epsilon: Float
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    guard x.rank >= 2, x.count > 0, groups > 0, x.extents[1] % groups == 0 else {
      throw operands.misfit("channels that \(groups) groups divide", found: "\(x.extents)")
    }
    let scale = try operands.vector(1, count: x.extents[1])
    let shift = try operands.vector(2, count: x.extents[1])
    return x.arranged(in: .channelsLast(rank: x.rank)).map {
      $0.groupNormalized(groups: groups, scale: scale, shift: shift, epsilon: epsilon)
    }
  }

  /// The operand with the axes from `axis` on innermost, and the same with these axes as one.
  private func rows(
    _ operands: Operands, from axis: Int
  ) throws(ExecutionError) -> (x: ArrangedVariable, rows: Variable) {
    let stated = try operands[0]
    let first = try operands.axis(axis, of: stated)
    let x = stated.arranged(in: stated.order.movingInnermost(Array(first..<stated.rank)))
    let columns = x.extents[first...].reduce(1, *)
    guard columns > 0 else { throw operands.misfit("numbers", found: "\(x.extents)") }
    return (x, x.variable.reshaped(to: Shape(x.variable.shape.extents.prefix(first) + [columns])))
  }
}
