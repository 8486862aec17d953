import Autograd
import Layers
import Tensors

/// Makes whole kernels with an MLP.
///
/// Parameters: `decoder.mlp.fc.0` (2·hidden outputs), `decoder.mlp.fc.2` (O·I·S·S), and
/// `decoder.class_layer_predictor.1` (classes·I).
///
/// Source: reference code `ppuda/ghn/decoder.py`, `MLPDecoder`.
struct MultilayerDecoder: KernelDecoding {
  let hidden: Linear
  let scalars: Linear
  let classes: Linear

  private let configuration: GHNConfiguration

  init(
    _ configuration: GHNConfiguration, from tensors: NamedTensors
  ) throws(ParameterError) {
    self.configuration = configuration
    let largest = configuration.largestBlock
    let width = configuration.hiddenWidth
    hidden = try Linear(
      named: "decoder.mlp.fc.0", inputs: width, outputs: 2 * width, from: tensors)
    scalars = try Linear(
      named: "decoder.mlp.fc.2", inputs: 2 * width, outputs: largest.count, from: tensors)
    classes = try Linear(
      named: "decoder.class_layer_predictor.1", inputs: 2 * width,
      outputs: configuration.classCount * largest.inputs, from: tensors)
  }

  init(_ configuration: GHNConfiguration, using generator: inout some RandomNumberGenerator) {
    self.configuration = configuration
    let largest = configuration.largestBlock
    let width = configuration.hiddenWidth
    hidden = Linear(
      named: "decoder.mlp.fc.0", inputs: width, outputs: 2 * width, using: &generator)
    scalars = Linear(
      named: "decoder.mlp.fc.2", inputs: 2 * width, outputs: largest.count, using: &generator)
    classes = Linear(
      named: "decoder.class_layer_predictor.1", inputs: 2 * width,
      outputs: configuration.classCount * largest.inputs, using: &generator)
  }

  var parameters: [Parameter] {
    hidden.parameters + scalars.parameters + classes.parameters
  }

  private var largest: GHNConfiguration.BlockExtents { configuration.largestBlock }

  func kernels(
    from states: Variable, extents: GHNConfiguration.BlockExtents
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
    return scalars.rows(at: rows, of: hidden(states).relu())
      .reshaped(
        to: [
          states.shape[0], extents.outputs, extents.inputs, extents.height, extents.width,
        ])
  }

  func classLayers(from states: Variable, inputs: Int) -> Variable {
    let classCount = configuration.classCount
    let rows = (0..<classCount).flatMap { label in
      (0..<inputs).map { label * largest.inputs + $0 }
    }
    return classes.rows(at: rows, of: hidden(states).relu())
      .reshaped(to: [states.shape[0], classCount, inputs])
  }
}
