import Autograd
import Layers
import Tensors

/// Scales and shifts embeddings by what a data set looks like, so that one hypernetwork serves several.
///
/// h′ = (1 + γ)·h + β, for every node; γ and β are linear maps of a rectified linear map of the data
/// set's mean images. They begin with 0.
///
/// Source: FiLM (arXiv:1709.07871), Eq. 2.
struct DataConditioning: Layer {
  private let hidden: Linear
  private let scale, shift: Linear

  /// Makes the layer for so many classes and embeddings of a width.
  ///
  /// - Throws: why the source lacks a parameter.
  init<Source: ParameterSource>(
    _ source: inout Source, classCount: Int, width: Int
  ) throws(Source.Failure) {
    hidden = try Linear(
      &source, named: "data.hidden", inputs: .exactly(classCount * DataSummary.classLength),
      outputs: .exactly(width))
    scale = try Self.zeroMap(&source, named: "data.scale", width: width)
    shift = try Self.zeroMap(&source, named: "data.shift", width: width)
  }

  private static func zeroMap<Source: ParameterSource>(
    _ source: inout Source, named name: String, width: Int
  ) throws(Source.Failure) -> Linear {
    let extent = ParameterExtent.exactly(width)
    let weight = try source.parameter(
      named: "\(name).weight", shape: [extent, extent], distribution: .constant(0))
    let bias = try source.parameter(
      named: "\(name).bias", shape: [extent], distribution: .constant(0))
    return Linear(weight: weight, bias: bias)
  }

  var parameters: [Parameter] { hidden.parameters + scale.parameters + shift.parameters }

  /// The embeddings (nodes, width) as data of this look ask for them.
  func callAsFunction(_ embeddings: Variable, on summary: DataSummary, tape: Tape?) -> Variable {
    let width = embeddings.shape[1]
    let look = Variable(
      Tensor(shape: [1, summary.prototypes.count], scalars: summary.prototypes))
    let read = hidden(look, on: tape).relu()
    let one = Variable(Tensor(repeating: 1, shape: [width]))
    return embeddings.batchNormalized(
      scale: scale(read, on: tape).reshaped(to: [width]) + one,
      shift: shift(read, on: tape).reshaped(to: [width]),
      mean: Tensor(repeating: 0, shape: [width]), variance: Tensor(repeating: 1, shape: [width]),
      epsilon: 0)
  }
}
