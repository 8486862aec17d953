import Autograd
import Layers
import Tensors

/// Makes biases, and the scales and shifts of norms.
///
/// Parameters: `decoder_1d.fc.0` (2·hidden outputs), `decoder_1d.fc.2` (2·width, where width is the
/// larger of the largest block's channel counts), and `bias_class.1` (classes).
///
/// Source: reference code `ppuda/ghn/nn.py`, `decoder_1d` and `bias_class`.
struct VectorDecoder: Layer {
  let map: MLP
  let classes: Linear

  private let width: Int

  init(
    _ configuration: GHNConfiguration, from tensors: NamedTensors
  ) throws(ParameterError) {
    width = configuration.vectorWidth
    map = try MLP(
      named: "decoder_1d.fc", layers: 2, inputs: configuration.hiddenWidth, outputs: 2 * width,
      output: .linear, from: tensors)
    classes = try Linear(
      named: "bias_class.1", inputs: width, outputs: configuration.classCount, from: tensors)
  }

  init(_ configuration: GHNConfiguration, using generator: inout some RandomNumberGenerator) {
    width = configuration.vectorWidth
    let hidden = configuration.hiddenWidth
    map = MLP(
      named: "decoder_1d.fc", widths: [hidden, 2 * hidden, 2 * width], output: .linear,
      using: &generator)
    classes = Linear(
      named: "bias_class.1", inputs: width, outputs: configuration.classCount, using: &generator)
  }

  var parameters: [Parameter] { map.parameters + classes.parameters }

  /// Two vectors from each state (count, hidden), a scale and a shift: (2·count, width).
  func vectors(from states: Variable) -> Variable {
    map(states).reshaped(to: [2 * states.shape[0], width])
  }

  /// The bias of a class layer from each state (count, hidden): (count, classes).
  func classBiases(from states: Variable) -> Variable {
    let shifts = (0..<states.shape[0]).map { 2 * $0 + 1 }
    return classes(vectors(from: states).rows(at: shifts).relu())
  }
}
