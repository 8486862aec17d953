/// What an operation computes, as it stands in JSON: a `type`, and the type's attributes beside it.
struct OperationKindJSON: Codable {
  let kind: OperationKind

  init(_ kind: OperationKind) {
    self.kind = kind
  }

  /// The names of attributes.
  enum Key: String, CodingKey {
    case type
    case strides, padding, dilations, groups, outputPadding
    case layout, axis, axes, epsilon, keepsAxes
    case kernel, roundsUp, countsPadding
    case targetExtents, permutation, amounts, slices, partExtents
    case function, slope, offset, alpha, isApproximate, minimum, maximum
    case probability, equation, sourceType, isExclusive, isReversed
    case method, coordinates, rounding, scales, border, value, size, beta, bias, batchAxes
    case range, cell, direction, stateCount, isBatchFirst, resetsAfterProduct, couplesGates
    case functions, limit, cubicCoefficient, isAntialiased, excludesOutside, count, isLargest
    case alignsCorners
  }

  init(from decoder: any Decoder) throws {
    let fields = AttributeReader(try decoder.container(keyedBy: Key.self))
    let type: OperationName = try fields.name(.type)
    kind =
      switch type {
      case .convolution: .convolution(try fields.convolution())
      case .transposedConvolution:
        .transposedConvolution(
          try fields.convolution(), outputPadding: try fields.optionalIntegers(.outputPadding))
      case .linear: .linear(try fields.name(.layout))
      case .embedding: .embedding
      case .batchNorm: .batchNorm(epsilon: try fields.real(.epsilon))
      case .layerNorm:
        .layerNorm(axis: try fields.integer(.axis), epsilon: try fields.real(.epsilon))
      case .groupNorm:
        .groupNorm(groups: try fields.integer(.groups), epsilon: try fields.real(.epsilon))
      case .rootMeanSquareNorm:
        .rootMeanSquareNorm(axis: try fields.integer(.axis), epsilon: try fields.real(.epsilon))
      case .maxPool: .maxPool(try fields.pooling())
      case .averagePool: .averagePool(try fields.pooling())
      case .globalAveragePool: .globalAveragePool
      case .adaptiveAveragePool:
        .adaptiveAveragePool(extents: try fields.integers(.targetExtents))
      case .mean:
        .mean(axes: try fields.integers(.axes), keepsAxes: try fields.flag(.keepsAxes))
      case .reduction:
        .reduction(
          try fields.name(.function), axes: try fields.integers(.axes),
          keepsAxes: try fields.flag(.keepsAxes))
      case .recurrence: .recurrence(try fields.recurrence())
      case .logSoftmax: .logSoftmax(axis: try fields.integer(.axis))
      case .localResponseNorm: .localResponseNorm(try fields.localResponseNorm())
      case .discrete: .discrete(try fields.name(.function))
      case .gatherND: .gatherND(batchAxes: try fields.integer(.batchAxes))
      case .gatherElements: .gatherElements(axis: try fields.integer(.axis))
      case .gridSample:
        .gridSample(
          .init(
            method: try fields.name(.method), border: try fields.name(.border),
            alignsCorners: try fields.flag(.alignsCorners)))
      case .topElements:
        .topElements(
          axis: try fields.integer(.axis), count: try fields.integer(.count),
          isLargest: try fields.flag(.isLargest))
      case .scatter:
        .scatter(
          axis: try fields.optionalInteger(.axis), combining: try fields.optionalName(.function))
      case .border: .border(try fields.border(), amounts: try fields.integers(.amounts))
      case .resample: .resample(try fields.resampling())
      case .arrangement:
        .arrangement(try fields.name(.function), axis: try fields.integer(.axis))
      case .activation: .activation(try fields.activation())
      case .softmax: .softmax(axis: try fields.integer(.axis))
      case .cumulativeSum:
        .cumulativeSum(
          axis: try fields.integer(.axis), isExclusive: try fields.flag(.isExclusive),
          isReversed: try fields.flag(.isReversed))
      case .matrixProduct: .matrixProduct
      case .einsum: .einsum(try fields.equation())
      case .arithmetic: .arithmetic(try fields.name(.function))
      case .select: .select
      case .concatenation: .concatenation(axis: try fields.integer(.axis))
      case .split:
        .split(
          axis: try fields.integer(.axis), extents: try fields.optionalIntegers(.partExtents))
      case .slice: .slice(try fields.slices())
      case .gather: .gather(axis: try fields.integer(.axis))
      case .reshape: .reshape(extents: try fields.optionalIntegers(.targetExtents))
      case .flatten: .flatten(axis: try fields.integer(.axis))
      case .transpose: .transpose(permutation: try fields.integers(.permutation))
      case .squeeze: .squeeze(axes: try fields.integers(.axes))
      case .unsqueeze: .unsqueeze(axes: try fields.integers(.axes))
      case .expand: .expand
      case .pad: .pad(amounts: try fields.optionalIntegers(.amounts))
      case .resize: .resize
      case .dropout: .dropout(probability: try fields.real(.probability))
      case .elementwise: .elementwise(try fields.name(.function))
      case .quantization: .quantization(try fields.quantization())
      case .identity: .identity
      case .unrecognized: ONNXOperators.unrecognized(try fields.text(.sourceType))
      }
  }

  func encode(to encoder: any Encoder) throws {
    var fields = AttributeWriter(encoder.container(keyedBy: Key.self))
    try fields.write(type: kind.traits.name)
    switch kind {
    case .convolution(let convolution): try fields.write(convolution)
    case .transposedConvolution(let convolution, let outputPadding):
      try fields.write(convolution, outputPadding: outputPadding)
    case .linear(let layout): try fields.write([.layout: .text(layout.rawValue)])
    case .batchNorm(let epsilon): try fields.write([.epsilon: .real(epsilon)])
    case .layerNorm(let axis, let epsilon):
      try fields.write([.axis: .integer(axis), .epsilon: .real(epsilon)])
    case .groupNorm(let groups, let epsilon):
      try fields.write([.groups: .integer(groups), .epsilon: .real(epsilon)])
    case .rootMeanSquareNorm(let axis, let epsilon):
      try fields.write([.axis: .integer(axis), .epsilon: .real(epsilon)])
    case .maxPool(let pooling): try fields.write(pooling)
    case .averagePool(let pooling): try fields.write(pooling)
    case .adaptiveAveragePool(let extents):
      try fields.write([.targetExtents: .integers(extents)])
    case .mean(let axes, let keepsAxes):
      try fields.write([.axes: .integers(axes), .keepsAxes: .flag(keepsAxes)])
    case .reduction(let function, let axes, let keepsAxes):
      try fields.write([
        .function: .text(function.rawValue), .axes: .integers(axes), .keepsAxes: .flag(keepsAxes),
      ])
    case .recurrence(let recurrence): try fields.write(recurrence)
    case .logSoftmax(let axis): try fields.write([.axis: .integer(axis)])
    case .localResponseNorm(let norm): try fields.write(norm)
    case .discrete(let function):
      try fields.write([.function: .text(function.rawValue)])
    case .gatherND(let batchAxes): try fields.write([.batchAxes: .integer(batchAxes)])
    case .gatherElements(let axis): try fields.write([.axis: .integer(axis)])
    case .gridSample(let sampling):
      try fields.write([
        .method: .text(sampling.method.rawValue), .border: .text(sampling.border.rawValue),
        .alignsCorners: .flag(sampling.alignsCorners),
      ])
    case .topElements(let axis, let count, let isLargest):
      try fields.write([
        .axis: .integer(axis), .count: .integer(count), .isLargest: .flag(isLargest),
      ])
    case .scatter(let axis, let combination):
      if let axis { try fields.write([.axis: .integer(axis)]) }
      if let combination { try fields.write([.function: .text(combination.rawValue)]) }
    case .border(let border, let amounts):
      try fields.write(border)
      try fields.write([.amounts: .integers(amounts)])
    case .resample(let resampling): try fields.write(resampling)
    case .arrangement(let function, let axis):
      try fields.write([.function: .text(function.rawValue), .axis: .integer(axis)])
    case .activation(let activation): try fields.write(activation)
    case .softmax(let axis): try fields.write([.axis: .integer(axis)])
    case .cumulativeSum(let axis, let isExclusive, let isReversed):
      try fields.write([
        .axis: .integer(axis), .isExclusive: .flag(isExclusive), .isReversed: .flag(isReversed),
      ])
    case .einsum(let equation): try fields.write([.equation: .text(equation.text)])
    case .arithmetic(let function):
      try fields.write([.function: .text(function.rawValue)])
    case .concatenation(let axis): try fields.write([.axis: .integer(axis)])
    case .quantization(let quantization): try fields.write(quantization)
    case .split(let axis, let extents):
      try fields.write([.axis: .integer(axis), .partExtents: .integers(extents)])
    case .slice(let slices): try fields.write(slices)
    case .gather(let axis): try fields.write([.axis: .integer(axis)])
    case .reshape(let extents):
      try fields.write([.targetExtents: .integers(extents)])
    case .flatten(let axis): try fields.write([.axis: .integer(axis)])
    case .transpose(let permutation):
      try fields.write([.permutation: .integers(permutation)])
    case .squeeze(let axes): try fields.write([.axes: .integers(axes)])
    case .unsqueeze(let axes): try fields.write([.axes: .integers(axes)])
    case .pad(let amounts): try fields.write([.amounts: .integers(amounts)])
    case .dropout(let probability):
      try fields.write([.probability: .real(probability)])
    case .elementwise(let function):
      try fields.write([.function: .text(function.rawValue)])
    case .unrecognized(let type, _): try fields.write([.sourceType: .text(type)])
    case .embedding, .globalAveragePool, .matrixProduct, .select, .expand, .resize, .identity:
      break
    }
  }
}
