import Autograd
package import Layers
import Tensors

/// Makes whole kernels with an MLP.
///
/// Parameters: `decoder.mlp.fc.0` (2·hidden outputs), `decoder.mlp.fc.2` (O·I·S·S), and
/// `decoder.class_layer_predictor.1` (classes·I).
///
/// Source: reference code `ppuda/ghn/decoder.py`, `MLPDecoder`.
package struct MultilayerDecoder: Layer {
  let hidden: Linear
  let scalars: Linear
  let classes: Linear

  private let configuration: GHNConfiguration

  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    self.configuration = configuration
    let largest = configuration.largestBlock
    let width = configuration.hiddenWidth
    hidden = try Linear(
      &source, named: "decoder.mlp.fc.0", inputs: .exactly(width), outputs: .exactly(2 * width))
    scalars = try Linear(
      &source, named: "decoder.mlp.fc.2", inputs: .exactly(2 * width),
      outputs: .exactly(largest.count))
    classes = try Linear(
      &source, named: "decoder.class_layer_predictor.1", inputs: .exactly(2 * width),
      outputs: .exactly(configuration.classCount * largest.inputs))
  }

  package var parameters: [Parameter] {
    hidden.parameters + scalars.parameters + classes.parameters
  }

  /// The largest block.
  var largest: GHNConfiguration.BlockExtents { configuration.largestBlock }

  /// A kernel from each embedding (count, hidden): (count, outputs, inputs, height, width).
  func kernels(
    from embeddings: Variable, extents: GHNConfiguration.BlockExtents
  ) -> Variable {
    var rows: [Int]?
    if extents != largest {
      let crop = configuration.crop(height: extents.height, width: extents.width)
      rows = (0..<extents.outputs).flatMap { o in
        (0..<extents.inputs).flatMap { i in
          crop.rows.flatMap { y in
            crop.columns.map { x in
              ((o * largest.inputs + i) * largest.height + y) * largest.width + x
            }
          }
        }
      }
    }
    return scalars.rows(at: rows, of: hidden(embeddings).relu())
      .reshaped(
        to: [
          embeddings.shape[0], extents.outputs, extents.inputs, extents.height, extents.width,
        ])
  }

  /// The weight of a class layer from each embedding (count, hidden): (count, classes, inputs).
  func classLayers(from embeddings: Variable, inputs: Int) -> Variable {
    let classCount = configuration.classCount
    let rows = (0..<classCount).flatMap { label in
      (0..<inputs).map { label * largest.inputs + $0 }
    }
    return classes.rows(at: rows, of: hidden(embeddings).relu())
      .reshaped(to: [embeddings.shape[0], classCount, inputs])
  }
}
