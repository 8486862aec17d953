public import Autograd

/// Each row moved to mean 0 and variance 1, then scaled and shifted element by element.
///
/// Parameters: `weight` (width) and `bias` (width).
public struct LayerNorm: Layer {
  public let weight: Parameter
  public let bias: Parameter

  /// What is added to the variance.
  public let epsilon: Float

  /// Makes the layer whose parameters are named `prefix.…`; those that are drawn scale by one and
  /// shift by zero.
  ///
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, width: Int, epsilon: Float = 1e-5
  ) throws(Source.Failure) {
    weight = try source.parameter(
      named: "\(prefix).weight", shape: [.exactly(width)], distribution: .constant(1))
    bias = try source.parameter(
      named: "\(prefix).bias", shape: [.exactly(width)], distribution: .constant(0))
    self.epsilon = epsilon
  }

  public var parameters: [Parameter] { [weight, bias] }

  /// The normalized rows of x (…, width).
  public func callAsFunction(_ x: Variable) -> Variable {
    x.layerNormalized(
      scale: weight.tracked(on: x.tape), shift: bias.tracked(on: x.tape), epsilon: epsilon)
  }
}
