/// What is known of an operation apart from its attributes.
///
/// The one record from which operand checks, names, the flow of data, the reduction to what a GHN
/// sees, the buffers and the plan of a run follow: a new kind that is given its traits is known to
/// all of them.
package struct OperationTraits: Sendable {
  /// What JSON calls the operation.
  package let name: OperationName
  /// What it reads.
  package let operands: OperandList
  /// How its results follow from what it reads.
  package let elements: ElementFlow
}

/// How the numbers of an operation's results follow from those of its data operands.
package enum ElementFlow: Hashable, Sendable {
  /// Learned weights, which lie so in the file and which a GHN predicts, mix them; the result is
  /// data even where nothing that is fed leads to it (a network that computes its own position
  /// bias, say).
  case layer(ParameterSpec.Layout)
  /// Indices pick rows of a learned table.
  case lookup
  /// Each is shifted and scaled by the moments of many; a GHN sees this norm.
  case normalized(Primitive)
  /// Each is a mean or maximum of a window; a GHN sees this pooling.
  case pooled(Primitive, Pooling)
  /// Each is a function of these whole axes, such as their mean; `nil` stands for all spatial ones.
  case reduced(axes: [Int]?)
  /// Each is a function of the elements at its own place.
  case pointwise
  /// Each is a sum of products of elements of two operands.
  case product
  /// Each is a function of its own axis, such as its share of a sum.
  case mixed
  /// The operands stand behind one another.
  case joined
  /// Elements are moved, repeated or dropped, and nothing is computed.
  case moved
  /// Positions that are told pick elements, and nothing is computed.
  case picked
  /// Each is computed from neighbors, and stands for the same place.
  case resampled
  /// Nobody knows; each may depend on all.
  case unknown
}

/// The names of operations, as JSON writes them.
package enum OperationName: String, Codable, Sendable, CaseIterable {
  case convolution, transposedConvolution, linear, embedding
  case batchNorm, layerNorm, groupNorm, rootMeanSquareNorm
  case maxPool, averagePool, globalAveragePool, adaptiveAveragePool, mean
  case reduction, activation, softmax, logSoftmax, cumulativeSum, localResponseNorm
  case matrixProduct, einsum, arithmetic, discrete, select
  case concatenation, split, slice, gather, gatherND
  case reshape, flatten, transpose, squeeze, unsqueeze, expand, pad, border, resize
  case resample, arrangement
  case dropout, elementwise, identity, unrecognized
}

extension OperationKind {
  /// What is known of the kind apart from its attributes.
  package var traits: OperationTraits {
    switch self {
    case .convolution:
      .init(name: .convolution, operands: .layer, elements: .layer(.outputFirst))
    case .transposedConvolution:
      .init(name: .transposedConvolution, operands: .layer, elements: .layer(.inputFirst))
    case .linear(.outputFirst):
      .init(name: .linear, operands: .layer, elements: .layer(.outputFirst))
    case .linear(.inputFirst):
      .init(name: .linear, operands: .layer, elements: .layer(.inputFirst))
    case .embedding: .init(name: .embedding, operands: .lookup, elements: .lookup)
    case .batchNorm:
      .init(name: .batchNorm, operands: .batchNorm, elements: .normalized(.batchNorm))
    // Of the two norms that a GHN knows, layer norm is the one without batch statistics.
    case .layerNorm: .init(name: .layerNorm, operands: .norm, elements: .normalized(.layerNorm))
    case .groupNorm: .init(name: .groupNorm, operands: .norm, elements: .normalized(.layerNorm))
    case .rootMeanSquareNorm:
      .init(name: .rootMeanSquareNorm, operands: .scaledNorm, elements: .normalized(.layerNorm))
    case .maxPool(let pooling):
      .init(name: .maxPool, operands: .data, elements: .pooled(.maxPool, pooling))
    case .averagePool(let pooling):
      .init(name: .averagePool, operands: .data, elements: .pooled(.averagePool, pooling))
    case .globalAveragePool:
      .init(name: .globalAveragePool, operands: .data, elements: .reduced(axes: nil))
    case .adaptiveAveragePool:
      .init(name: .adaptiveAveragePool, operands: .data, elements: .reduced(axes: nil))
    case .mean(let axes, _):
      .init(name: .mean, operands: .data, elements: .reduced(axes: axes))
    case .activation(.prelu):
      .init(name: .activation, operands: .learnedSlope, elements: .pointwise)
    case .activation: .init(name: .activation, operands: .data, elements: .pointwise)
    case .reduction: .init(name: .reduction, operands: .data, elements: .mixed)
    case .softmax: .init(name: .softmax, operands: .data, elements: .mixed)
    case .cumulativeSum: .init(name: .cumulativeSum, operands: .data, elements: .mixed)
    case .logSoftmax: .init(name: .logSoftmax, operands: .data, elements: .mixed)
    case .localResponseNorm:
      .init(name: .localResponseNorm, operands: .data, elements: .mixed)
    case .discrete: .init(name: .discrete, operands: .dataPair, elements: .pointwise)
    case .gatherND: .init(name: .gatherND, operands: .picking, elements: .picked)
    case .border: .init(name: .border, operands: .data, elements: .moved)
    case .resample: .init(name: .resample, operands: .data, elements: .resampled)
    case .arrangement: .init(name: .arrangement, operands: .arranging, elements: .moved)
    case .matrixProduct: .init(name: .matrixProduct, operands: .dataPair, elements: .product)
    case .einsum: .init(name: .einsum, operands: .someData, elements: .product)
    case .arithmetic: .init(name: .arithmetic, operands: .dataPair, elements: .pointwise)
    case .select: .init(name: .select, operands: .selection, elements: .pointwise)
    case .concatenation: .init(name: .concatenation, operands: .someData, elements: .joined)
    case .split: .init(name: .split, operands: .data, elements: .moved)
    case .slice: .init(name: .slice, operands: .data, elements: .moved)
    case .gather: .init(name: .gather, operands: .picking, elements: .picked)
    case .reshape: .init(name: .reshape, operands: .data, elements: .moved)
    case .flatten: .init(name: .flatten, operands: .data, elements: .moved)
    case .transpose: .init(name: .transpose, operands: .data, elements: .moved)
    case .squeeze: .init(name: .squeeze, operands: .data, elements: .moved)
    case .unsqueeze: .init(name: .unsqueeze, operands: .data, elements: .moved)
    case .expand: .init(name: .expand, operands: .expansion, elements: .moved)
    case .pad: .init(name: .pad, operands: .data, elements: .moved)
    case .resize: .init(name: .resize, operands: .data, elements: .resampled)
    case .dropout: .init(name: .dropout, operands: .dropping, elements: .moved)
    case .elementwise: .init(name: .elementwise, operands: .data, elements: .pointwise)
    case .identity: .init(name: .identity, operands: .data, elements: .moved)
    case .unrecognized: .init(name: .unrecognized, operands: .anything, elements: .unknown)
    }
  }

  /// The name of the kind, without its attributes; for an operation that no rule knows, the name
  /// that the architecture's file gives its operator.
  public var name: String {
    switch self {
    case .arithmetic(let function): function.rawValue
    case .elementwise(let function): function.rawValue
    case .unrecognized(let type): type
    case let kind: kind.traits.name.rawValue
    }
  }
}
