import Layers
import Optimization
import Tensors

/// The parameters of layers while AdamW trains them.
///
/// Layers are values: after a step they are made anew, with the numbers that ``source`` has.
struct LearnedParameters: Sendable {
  /// Their numbers after the steps so far.
  private(set) var tensors: NamedTensors
  private var state = OptimizerState()
  private let optimizer = Optimizer(rule: .adamW, weightDecay: 0.01)

  /// Takes the parameters that layers begin with.
  init(_ tensors: NamedTensors) {
    self.tensors = tensors
  }

  /// Takes the parameters that layers begin with.
  init(_ parameters: [Parameter]) {
    self.init(parameters.reduce(into: NamedTensors()) { $0[$1.name] = $1.value })
  }

  /// One step against gradients.
  mutating func step(_ gradients: NamedTensors, rate: Double) {
    tensors = optimizer.step(tensors, gradients: gradients, learningRate: rate, state: &state)
  }

  /// Where layers of the same parameters find their numbers.
  var source: Source { Source(tensors: tensors) }

  /// Parameters by their names.
  struct Source: ParameterSource {
    let tensors: NamedTensors

    var stored: NamedTensors? { tensors }

    /// The parameter of a name.
    ///
    /// - Precondition: the layers have had it before the first step.
    func parameter(
      named name: String, shape: [ParameterExtent], distribution: ParameterDistribution
    ) throws(Never) -> Parameter {
      guard let value = tensors[name] else {
        preconditionFailure("'\(name)' is no parameter of the layers that are trained")
      }
      return Parameter(name: name, value: value)
    }
  }
}
