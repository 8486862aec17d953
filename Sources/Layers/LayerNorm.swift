public import Autograd
public import Tensors

/// Each row moved to mean 0 and variance 1, then scaled and shifted element by element.
///
/// Parameters: `weight` (width) and `bias` (width).
public struct LayerNorm: Layer {
  public let weight: Parameter
  public let bias: Parameter

  /// What is added to the variance.
  public let epsilon: Float

  /// Takes the layer from a checkpoint, where it is named `prefix`.
  ///
  /// - Throws: ``ParameterError``.
  public init(
    named prefix: String, width: Int, epsilon: Float = 1e-5, from tensors: NamedTensors
  ) throws(ParameterError) {
    weight = try Parameter(named: "\(prefix).weight", shaped: [width], from: tensors)
    bias = try Parameter(named: "\(prefix).bias", shaped: [width], from: tensors)
    self.epsilon = epsilon
  }

  /// Makes the layer that scales by one and shifts by zero.
  public init(named prefix: String, width: Int, epsilon: Float = 1e-5) {
    weight = Parameter(name: "\(prefix).weight", value: Tensor(repeating: 1, shape: [width]))
    bias = Parameter(name: "\(prefix).bias", value: Tensor(zeros: [width]))
    self.epsilon = epsilon
  }

  public var parameters: [Parameter] { [weight, bias] }

  /// The normalized rows of x (…, width).
  public func callAsFunction(_ x: Variable) -> Variable {
    x.layerNormalized(
      scale: weight.tracked(on: x.tape), shift: bias.tracked(on: x.tape), epsilon: epsilon)
  }
}
