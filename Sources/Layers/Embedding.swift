public import Autograd
import Tensors

/// A learned vector for each index.
///
/// Parameters: `weight` (count, width).
public struct Embedding: Layer {
  public let weight: Parameter

  /// Makes the layer from its parameter.
  ///
  /// - Precondition: the weight is a matrix.
  public init(weight: Parameter) {
    precondition(weight.value.shape.rank == 2, "an embedding of shape \(weight.value.shape)")
    self.weight = weight
  }

  /// Makes the layer whose table is named `prefix.weight`; vectors are drawn from the standard normal
  /// distribution, as PyTorch does.
  ///
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, count: ParameterExtent, width: ParameterExtent
  ) throws(Source.Failure) {
    self.init(
      weight: try source.parameter(
        named: "\(prefix).weight", shape: [count, width], distribution: .normal(deviation: 1)))
  }

  /// The number of indices.
  public var count: Int { weight.value.shape[0] }

  /// The length of a vector.
  public var width: Int { weight.value.shape[1] }

  public var parameters: [Parameter] { [weight] }

  /// The vectors of these indices: (indices.count, width).
  ///
  /// The tape is that on which the result shall stand, for no input brings one along.
  ///
  /// - Precondition: every index is at least 0 and less than ``count``.
  public func callAsFunction(_ indices: [Int], on tape: Tape?) -> Variable {
    weight.tracked(on: tape).rows(at: indices)
  }
}
