import Layers
import Tensors

/// The parameters of a layer after a step of training: those of the layer itself, with new numbers.
struct ReplacedParameters: ParameterSource {
  private let tensors: NamedTensors

  /// Takes the new numbers.
  init(_ tensors: NamedTensors) {
    self.tensors = tensors
  }

  var stored: NamedTensors? { tensors }

  /// The parameter of a name.
  ///
  /// - Precondition: the layer has had it before the step.
  func parameter(
    named name: String, shape: [ParameterExtent], distribution: ParameterDistribution
  ) throws(Never) -> Parameter {
    guard let value = tensors[name] else {
      preconditionFailure("'\(name)' is no parameter of the layer that was trained")
    }
    return Parameter(name: name, value: value)
  }
}
