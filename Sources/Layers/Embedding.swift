public import Autograd
public import Tensors

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

  /// Takes the layer from a checkpoint, where it is named `prefix`.
  ///
  /// Where `count` or `width` is `nil`, the checkpoint decides.
  ///
  /// - Throws: ``ParameterError``.
  public init(
    named prefix: String, count: Int?, width: Int?, from tensors: NamedTensors
  ) throws(ParameterError) {
    self.init(
      weight: try Parameter(named: "\(prefix).weight", shaped: [count, width], from: tensors))
  }

  /// Draws the vectors from the standard normal distribution, as PyTorch does.
  public init(
    named prefix: String, count: Int, width: Int,
    using generator: inout some RandomNumberGenerator
  ) {
    let value = Tensor(normalWithDeviation: 1, shape: [count, width], using: &generator)
    self.init(weight: Parameter(name: "\(prefix).weight", value: value))
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
