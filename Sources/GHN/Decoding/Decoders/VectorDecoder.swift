import Autograd
package import Layers
import Tensors

/// Makes biases, and the scales and shifts of norms.
///
/// Parameters: `decoder_1d.fc.0` (2·hidden outputs), `decoder_1d.fc.2` (2·width, where width is the
/// larger of the largest block's channel counts), and `bias_class.1` (classes).
///
/// Source: reference code `ppuda/ghn/nn.py`, `decoder_1d` and `bias_class`.
package struct VectorDecoder: Layer {
  let map: MLP
  let classes: Linear

  private let width: Int

  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    width = configuration.vectorWidth
    let hidden = configuration.hiddenWidth
    map = try MLP(
      &source, named: "decoder_1d.fc",
      widths: [.exactly(hidden), .stored(otherwise: 2 * hidden), .exactly(2 * width)],
      output: .linear)
    classes = try Linear(
      &source, named: "bias_class.1", inputs: .exactly(width),
      outputs: .exactly(configuration.classCount))
  }

  package var parameters: [Parameter] { map.parameters + classes.parameters }

  /// Two vectors from each embedding (count, hidden), a scale and a shift: (2·count, width).
  func vectors(from embeddings: Variable) -> Variable {
    map(embeddings).reshaped(to: [2 * embeddings.shape[0], width])
  }

  /// The bias of a class layer from each embedding (count, hidden): (count, classes).
  func classBiases(from embeddings: Variable) -> Variable {
    let shifts = (0..<embeddings.shape[0]).map { 2 * $0 + 1 }
    return classes(vectors(from: embeddings).rows(at: shifts).relu())
  }
}
