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
  /// What becomes of constants that it reads.
  var constants = ConstantRule.lost
  /// Which of its results are computed.
  package var results = ComputedResults.first
  /// What its results depend on beside its operands.
  package var dependence = RunDependence.nothing
  /// What it takes in memory beside its operands and results while it runs.
  package var scratch = ScratchMemory.elements
}

/// What an operation takes in memory beside its operands and results while it runs.
package enum ScratchMemory: Sendable {
  /// What its ``ElementFlow`` lets expect: copies of operands in the order that its loops want.
  case elements
  /// A copy of its first operand, row by row.
  case rows
  /// A copy of each operand.
  case operands
  /// The gates and states of all steps.
  case recurrence(Recurrence)
  /// Squares of its operand, and sums of them.
  case sumsOfSquares
  /// Where each element comes from.
  case indices
}

/// Which results of an operation are computed.
package enum ComputedResults: Sendable {
  /// The first alone; another one, such as the mask of a dropout, cannot be read.
  case first
  case all
}

/// What the results of an operation depend on beside its operands.
package enum RunDependence: Sendable {
  /// On nothing: what follows from constants is computed once.
  case nothing
  /// On the run: elements are dropped at random, or a norm notes what it saw.
  case run
  /// On the batch, where a target follows that.
  case batch
}

/// The names of operations, as JSON writes them.
package enum OperationName: String, Codable, Sendable, CaseIterable {
  case convolution, transposedConvolution, linear, embedding
  case batchNorm, layerNorm, groupNorm, rootMeanSquareNorm
  case maxPool, averagePool, globalAveragePool, adaptiveAveragePool, mean
  case reduction, activation, softmax, logSoftmax, cumulativeSum, localResponseNorm
  case recurrence
  case matrixProduct, einsum, arithmetic, discrete, select
  case concatenation, split, slice, gather, gatherND, gatherElements, scatter, topElements
  case gridSample
  case reshape, flatten, transpose, squeeze, unsqueeze, expand, pad, border, resize
  case resample, arrangement
  case dropout, elementwise, quantization, identity, unrecognized
}

extension OperationKind {
  /// What is known of the kind apart from its attributes.
  package var traits: OperationTraits {
    switch self {
    case .convolution(let window):
      .init(name: .convolution, operands: .layer, elements: .layer(.convolution(window)))
    case .transposedConvolution(let window, _):
      .init(
        name: .transposedConvolution, operands: .layer,
        elements: .layer(.transposedConvolution(window)))
    case .linear(let layout):
      .init(name: .linear, operands: .layer, elements: .layer(.linear(layout)), scratch: .rows)
    case .embedding: .init(name: .embedding, operands: .lookup, elements: .lookup)
    case .batchNorm:
      .init(
        name: .batchNorm, operands: .batchNorm, elements: .normalized(.batchNorm),
        dependence: .run)
    // Of the two norms that a GHN knows, layer norm is the one without batch statistics.
    case .layerNorm:
      .init(
        name: .layerNorm, operands: .norm, elements: .normalized(.layerNorm), scratch: .rows)
    case .groupNorm: .init(name: .groupNorm, operands: .norm, elements: .normalized(.layerNorm))
    case .rootMeanSquareNorm:
      .init(
        name: .rootMeanSquareNorm, operands: .scaledNorm, elements: .normalized(.layerNorm),
        scratch: .rows)
    case .maxPool(let pooling):
      .init(name: .maxPool, operands: .data, elements: .pooled(.maxPool, pooling))
    case .averagePool(let pooling):
      .init(name: .averagePool, operands: .data, elements: .pooled(.averagePool, pooling))
    case .globalAveragePool:
      .init(name: .globalAveragePool, operands: .data, elements: .reduced(axes: nil))
    case .adaptiveAveragePool:
      .init(name: .adaptiveAveragePool, operands: .data, elements: .reduced(axes: nil))
    case .mean(let axes, let keepsAxes):
      .init(
        name: .mean, operands: .data, elements: .reduced(axes: axes),
        constants: .mean(axes: axes, keepsAxes: keepsAxes))
    case .activation(.prelu):
      .init(name: .activation, operands: .learnedSlope, elements: .pointwise(.activation))
    case .activation:
      .init(name: .activation, operands: .data, elements: .pointwise(.activation))
    case .reduction(let reduction, let axes, let keepsAxes):
      .init(
        name: .reduction, operands: .data, elements: .mixed,
        constants: .reduced(reduction, axes: axes, keepsAxes: keepsAxes))
    case .softmax: .init(name: .softmax, operands: .data, elements: .mixed, scratch: .rows)
    case .gridSample:
      .init(name: .gridSample, operands: .dataPair, elements: .mixed, scratch: .indices)
    case .topElements:
      .init(name: .topElements, operands: .data, elements: .mixed, results: .all)
    case .cumulativeSum: .init(name: .cumulativeSum, operands: .data, elements: .mixed)
    case .recurrence(let recurrence):
      .init(
        name: .recurrence, operands: .recurrence, elements: .recurrent(recurrence),
        results: .all, scratch: .recurrence(recurrence))
    case .logSoftmax: .init(name: .logSoftmax, operands: .data, elements: .mixed, scratch: .rows)
    case .localResponseNorm:
      .init(
        name: .localResponseNorm, operands: .data, elements: .mixed, scratch: .sumsOfSquares)
    case .discrete:
      .init(name: .discrete, operands: .dataPair, elements: .pointwise(.plain))
    case .gatherND: .init(name: .gatherND, operands: .picking, elements: .picked)
    case .gatherElements: .init(name: .gatherElements, operands: .picking, elements: .picked)
    case .scatter:
      .init(name: .scatter, operands: .scattering, elements: .picked, scratch: .indices)
    case .border: .init(name: .border, operands: .data, elements: .moved(.otherwise))
    case .resample: .init(name: .resample, operands: .data, elements: .resampled)
    case .arrangement:
      .init(
        name: .arrangement, operands: .arranging, elements: .moved(.otherwise), results: .all)
    case .matrixProduct:
      .init(name: .matrixProduct, operands: .dataPair, elements: .product(.inner))
    case .einsum(let equation):
      .init(
        name: .einsum, operands: .someData, elements: .product(.named(equation)),
        scratch: .operands)
    case .arithmetic(let function):
      .init(
        name: .arithmetic, operands: .dataPair, elements: .pointwise(.arithmetic(function)),
        constants: .arithmetic(function))
    case .select: .init(name: .select, operands: .selection, elements: .pointwise(.choice))
    case .concatenation: .init(name: .concatenation, operands: .someData, elements: .joined)
    case .split(let axis, _):
      .init(
        name: .split, operands: .data, elements: .moved(.divided(axis: axis)), results: .all)
    case .slice(let slices): .init(name: .slice, operands: .data, elements: .moved(.cut(slices)))
    case .gather: .init(name: .gather, operands: .picking, elements: .picked)
    case .reshape:
      .init(name: .reshape, operands: .data, elements: .moved(.reshaped), constants: .kept)
    case .flatten:
      .init(name: .flatten, operands: .data, elements: .moved(.reshaped), constants: .kept)
    case .transpose(let permutation):
      .init(
        name: .transpose, operands: .data, elements: .moved(.transposed(permutation)),
        constants: .transposed(permutation))
    case .squeeze:
      .init(name: .squeeze, operands: .data, elements: .moved(.reshaped), constants: .kept)
    case .unsqueeze:
      .init(name: .unsqueeze, operands: .data, elements: .moved(.reshaped), constants: .kept)
    case .expand:
      .init(
        name: .expand, operands: .expansion, elements: .moved(.repeated), constants: .repeated,
        dependence: .batch)
    case .pad: .init(name: .pad, operands: .data, elements: .moved(.otherwise))
    case .resize: .init(name: .resize, operands: .data, elements: .resampled)
    case .dropout:
      .init(name: .dropout, operands: .dropping, elements: .moved(.unmoved), dependence: .run)
    case .elementwise(let function):
      .init(
        name: .elementwise, operands: .data, elements: .pointwise(.function(function)),
        constants: .elementwise(function))
    case .quantization:
      .init(name: .quantization, operands: .scaling, elements: .pointwise(.plain))
    case .identity:
      .init(name: .identity, operands: .data, elements: .moved(.unmoved), constants: .kept)
    case .unrecognized(_, let effect):
      .init(name: .unrecognized, operands: .anything, elements: .unknown(effect))
    }
  }

  /// The name of the kind, without its attributes; for an operation that no rule knows, the name
  /// that the architecture's file gives its operator.
  public var name: String {
    switch self {
    case .arithmetic(let function): function.rawValue
    case .elementwise(let function): function.rawValue
    case .unrecognized(let type, _): type
    case let kind: kind.traits.name.rawValue
    }
  }
}
