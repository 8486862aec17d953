/// What an operation computes, as it stands in JSON: a `type`, and the type's attributes beside it.
struct OperationKindJSON: Codable {
  let kind: OperationKind

  init(_ kind: OperationKind) {
    self.kind = kind
  }

  /// The names of operations.
  enum TypeName: String, Codable, CaseIterable {
    case convolution, transposedConvolution, linear, embedding
    case batchNorm, layerNorm, groupNorm, rootMeanSquareNorm
    case maxPool, averagePool, globalAveragePool, adaptiveAveragePool, mean
    case activation, softmax, matrixProduct, einsum, arithmetic, select
    case concatenation, split, slice, gather
    case reshape, flatten, transpose, squeeze, unsqueeze, expand, pad, resize
    case dropout, elementwise, identity, unrecognized
  }

  /// The names of attributes.
  enum Key: String, CodingKey {
    case type
    case strides, padding, dilations, groups, outputPadding
    case layout, axis, axes, epsilon, keepsAxes
    case kernel, roundsUp, countsPadding
    case targetExtents, permutation, amounts, slices, partExtents
    case function, slope, offset, alpha, isApproximate, minimum, maximum
    case probability, equation, sourceType
  }

  init(from decoder: any Decoder) throws {
    let fields = AttributeReader(try decoder.container(keyedBy: Key.self))
    let type: TypeName = try fields.name(.type)
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
      case .activation: .activation(try fields.activation())
      case .softmax: .softmax(axis: try fields.integer(.axis))
      case .matrixProduct: .matrixProduct
      case .einsum: .einsum(equation: try fields.text(.equation))
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
      case .identity: .identity
      case .unrecognized: .unrecognized(type: try fields.text(.sourceType))
      }
  }

  func encode(to encoder: any Encoder) throws {
    var fields = AttributeWriter(encoder.container(keyedBy: Key.self))
    switch kind {
    case .convolution(let attributes): try fields.write(.convolution, attributes)
    case .transposedConvolution(let attributes, let outputPadding):
      try fields.write(.transposedConvolution, attributes, outputPadding: outputPadding)
    case .linear(let layout): try fields.write(.linear, [.layout: .text(layout.rawValue)])
    case .embedding: try fields.write(.embedding)
    case .batchNorm(let epsilon): try fields.write(.batchNorm, [.epsilon: .real(epsilon)])
    case .layerNorm(let axis, let epsilon):
      try fields.write(.layerNorm, [.axis: .integer(axis), .epsilon: .real(epsilon)])
    case .groupNorm(let groups, let epsilon):
      try fields.write(.groupNorm, [.groups: .integer(groups), .epsilon: .real(epsilon)])
    case .rootMeanSquareNorm(let axis, let epsilon):
      try fields.write(.rootMeanSquareNorm, [.axis: .integer(axis), .epsilon: .real(epsilon)])
    case .maxPool(let pooling): try fields.write(.maxPool, pooling)
    case .averagePool(let pooling): try fields.write(.averagePool, pooling)
    case .globalAveragePool: try fields.write(.globalAveragePool)
    case .adaptiveAveragePool(let extents):
      try fields.write(.adaptiveAveragePool, [.targetExtents: .integers(extents)])
    case .mean(let axes, let keepsAxes):
      try fields.write(.mean, [.axes: .integers(axes), .keepsAxes: .flag(keepsAxes)])
    case .activation(let activation): try fields.write(activation)
    case .softmax(let axis): try fields.write(.softmax, [.axis: .integer(axis)])
    case .matrixProduct: try fields.write(.matrixProduct)
    case .einsum(let equation): try fields.write(.einsum, [.equation: .text(equation)])
    case .arithmetic(let function):
      try fields.write(.arithmetic, [.function: .text(function.rawValue)])
    case .select: try fields.write(.select)
    case .concatenation(let axis): try fields.write(.concatenation, [.axis: .integer(axis)])
    case .split(let axis, let extents):
      try fields.write(.split, [.axis: .integer(axis), .partExtents: .integers(extents)])
    case .slice(let slices): try fields.write(slices)
    case .gather(let axis): try fields.write(.gather, [.axis: .integer(axis)])
    case .reshape(let extents):
      try fields.write(.reshape, [.targetExtents: .integers(extents)])
    case .flatten(let axis): try fields.write(.flatten, [.axis: .integer(axis)])
    case .transpose(let permutation):
      try fields.write(.transpose, [.permutation: .integers(permutation)])
    case .squeeze(let axes): try fields.write(.squeeze, [.axes: .integers(axes)])
    case .unsqueeze(let axes): try fields.write(.unsqueeze, [.axes: .integers(axes)])
    case .expand: try fields.write(.expand)
    case .pad(let amounts): try fields.write(.pad, [.amounts: .integers(amounts)])
    case .resize: try fields.write(.resize)
    case .dropout(let probability):
      try fields.write(.dropout, [.probability: .real(probability)])
    case .elementwise(let function):
      try fields.write(.elementwise, [.function: .text(function.rawValue)])
    case .identity: try fields.write(.identity)
    case .unrecognized(let type): try fields.write(.unrecognized, [.sourceType: .text(type)])
    }
  }
}
