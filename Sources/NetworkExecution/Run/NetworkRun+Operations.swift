import ArchDAG
import Autograd

extension NetworkRun {
  /// The results of one operation.
  ///
  /// - Throws: ``ExecutionError``.
  mutating func results(
    of operation: Operation, at index: Int, _ operands: Operands
  ) throws(ExecutionError) -> [ArrangedVariable] {
    if case .split(let axis, let parts) = operation.kind {
      return try split(
        operation, operands, axis: axis, parts: parts, count: operation.outputs.count)
    }
    if case .arrangement(let arrangement, let axis) = operation.kind {
      return try arrange(operation, at: index, operands, arrangement, axis: axis)
    }
    if case .recurrence(let recurrence) = operation.kind {
      return try recur(operands, recurrence, resultCount: operation.outputs.count)
    }
    if case .topElements(let axis, let count, let isLargest) = operation.kind {
      return try topElements(operands, axis: axis, count: count, isLargest: isLargest)
    }
    return [try result(of: operation, at: index, operands)]
  }

  private mutating func result(
    of operation: Operation, at index: Int, _ operands: Operands
  ) throws(ExecutionError) -> ArrangedVariable {
    switch operation.kind {
    case .convolution(let convolution):
      return try convolve(operands, convolution)
    case .transposedConvolution(let convolution, let outputPadding):
      return try convolveTransposed(operands, convolution, outputPadding: outputPadding)
    case .linear(let layout):
      return try project(operands, layout)
    case .embedding:
      return try embed(operands)
    case .batchNorm(let epsilon):
      return try normalizeBatch(operation, operands, epsilon: epsilon)
    case .layerNorm(let axis, let epsilon):
      return try normalizeLayer(operands, axis: axis, epsilon: epsilon)
    case .groupNorm(let groups, let epsilon):
      return try normalizeGroups(operands, groups: groups, epsilon: epsilon)
    case .rootMeanSquareNorm(let axis, let epsilon):
      return try normalizeRootMeanSquare(operands, axis: axis, epsilon: epsilon)
    case .maxPool(let pooling):
      return try poolMaximum(operands, pooling)
    case .averagePool(let pooling):
      return try poolAverage(operands, pooling)
    case .globalAveragePool:
      return try averageGlobally(operands)
    case .adaptiveAveragePool(let extents):
      return try averageAdaptively(operands, extents: extents)
    case .mean(let axes, let keepsAxes):
      return try average(operands, axes: axes, keepsAxes: keepsAxes)
    case .reduction(let function, let axes, let keepsAxes):
      return try reduce(operands, by: function, axes: axes, keepsAxes: keepsAxes)
    case .localResponseNorm(let norm):
      return try normalizeLocally(operands, norm)
    case .activation(let activation):
      return try activate(operands, activation)
    case .softmax(let axis):
      return try softmax(operands, axis: axis)
    case .cumulativeSum(let axis, let isExclusive, let isReversed):
      let x = try operands[0]
      let memoryAxis = x.order.memoryAxis(of: try operands.axis(axis, of: x))
      return x.map {
        $0.cumulativeSum(alongAxis: memoryAxis, isExclusive: isExclusive, isReversed: isReversed)
      }
    case .logSoftmax(let axis):
      return try logSoftmax(operands, axis: axis)
    case .matrixProduct:
      return try multiplyMatrices(operands)
    case .einsum(let equation):
      return try sumProducts(operands, equation)
    case .arithmetic(let function):
      return try combine(operands, function)
    case .discrete(let function):
      return try combine(operands, function)
    case .select:
      return try select(operands)
    case .concatenation(let axis):
      return try concatenate(operands, axis: axis)
    case .split, .arrangement, .recurrence, .topElements:
      preconditionFailure("'\(operation.name)' has several results")
    case .slice(let slices):
      return try slice(operation, operands, slices)
    case .gather(let axis):
      return try gather(operation, operands, axis: axis)
    case .gatherND(let batchAxes):
      return try gatherND(operation, operands, batchAxes: batchAxes)
    case .gatherElements(let axis):
      return try gatherElements(operands, axis: axis)
    case .scatter(let axis, let combination):
      return try scatter(operands, axis: axis, combining: combination)
    case .gridSample(let sampling):
      return try sampleGrid(operands, sampling)
    case .reshape(let extents):
      return try reshape(operation, operands, to: extents)
    case .flatten(let axis):
      return try flatten(operands, axis: axis)
    case .transpose(let permutation):
      return try transpose(operands, permutation)
    case .squeeze, .unsqueeze:
      return try reshapeByRule(operation.kind, operands)
    case .expand:
      return try expand(operation, operands)
    case .pad(let amounts):
      return try pad(operands, amounts: amounts)
    case .border(let border, let amounts):
      return try pad(operands, amounts: amounts, border: border)
    case .resample(let resampling):
      return try resample(operation, operands, resampling)
    case .dropout(let probability):
      return try dropOut(operation, operands, probability: probability, step: index)
    case .elementwise(let function):
      return try operands[0].map { apply(function, to: $0) }
    case .quantization(let quantization):
      return try quantize(operands, quantization)
    case .identity:
      return try operands[0]
    case .resize, .unrecognized:
      preconditionFailure("'\(operation.name)' was refused when the network was compiled")
    }
  }
}
