import Autograd
import Layers
import Tensors

/// Makes kernels with a vector of features for each position, and a map from features to channels.
///
/// k[o, i, y, x] = (V·relu(U·f(y, x)))[o·I + i] with f(y, x) = relu(W[·, y, x]·state) for a largest
/// block of I inputs.
///
/// Parameters: `decoder.fc.0` (4·hidden·S·S outputs; W), `decoder.conv.0` (8·hidden; U) and
/// `decoder.conv.2` (O·I; V), the latter two as matrices or as 1×1 convolutions; and those of
/// ``ClassLayerMap``, named `decoder.class_layer_predictor.1`.
///
/// Source: GHN-2 (arXiv:2110.13100), section 3; reference code `ppuda/ghn/decoder.py`,
/// `ConvDecoder`.
struct ConvolutionalDecoder: KernelDecoding {
  let features: Linear
  let hidden: Linear
  let channels: Linear
  let classes: ClassLayerMap

  private let configuration: GHNConfiguration

  init(
    _ configuration: GHNConfiguration, from tensors: NamedTensors
  ) throws(ParameterError) {
    self.configuration = configuration
    let largest = configuration.largestBlock
    let width = configuration.hiddenWidth
    features = try Linear(
      named: "decoder.fc.0", inputs: width, outputs: 4 * width * largest.positionCount,
      from: tensors)
    hidden = try Linear(
      named: "decoder.conv.0", inputs: 4 * width, outputs: 8 * width, from: tensors)
    channels = try Linear(
      named: "decoder.conv.2", inputs: 8 * width, outputs: largest.outputs * largest.inputs,
      from: tensors)
    classes = ClassLayerMap(
      map: try Linear(
        named: "decoder.class_layer_predictor.1", inputs: largest.outputs,
        outputs: configuration.classCount, from: tensors))
  }

  init(_ configuration: GHNConfiguration, using generator: inout some RandomNumberGenerator) {
    self.configuration = configuration
    let largest = configuration.largestBlock
    let width = configuration.hiddenWidth
    features = Linear(
      named: "decoder.fc.0", inputs: width, outputs: 4 * width * largest.positionCount,
      using: &generator)
    hidden = Linear(
      named: "decoder.conv.0", inputs: 4 * width, outputs: 8 * width, using: &generator)
    channels = Linear(
      named: "decoder.conv.2", inputs: 8 * width, outputs: largest.outputs * largest.inputs,
      using: &generator)
    classes = ClassLayerMap(
      map: Linear(
        named: "decoder.class_layer_predictor.1", inputs: largest.outputs,
        outputs: configuration.classCount, using: &generator))
  }

  var parameters: [Parameter] {
    features.parameters + hidden.parameters + channels.parameters + classes.parameters
  }

  private var largest: GHNConfiguration.BlockExtents { configuration.largestBlock }

  func kernels(from states: Variable, extents: GHNConfiguration.BlockExtents) -> Variable {
    let count = states.shape[0]
    let positions = extents.positionCount
    let pairs = extents.outputs * extents.inputs
    let width = hidden.inputs
    let crop = configuration.crop(height: extents.height, width: extents.width)
    var positionRows: [Int] = []
    for y in crop.rows {
      for x in crop.columns {
        let position = y * largest.width + x
        positionRows += (0..<width).map { $0 * largest.positionCount + position }
      }
    }
    let f = features.rows(at: positionRows, of: states).relu()
    let h = hidden(f.reshaped(to: [count * positions, width])).relu()
    let k = channels.rows(at: channelRows(extents), of: h)
    return k.reshaped(to: [count, positions, pairs]).exchangingAxis(1)
      .reshaped(
        to: [count, extents.outputs, extents.inputs, extents.height, extents.width])
  }

  func classLayers(from states: Variable, inputs: Int) -> Variable {
    let extents = GHNConfiguration.BlockExtents(
      outputs: largest.outputs, inputs: inputs, height: 1, width: 1)
    let kernels = kernels(from: states, extents: extents)
    return classes(kernels.reshaped(to: [states.shape[0], largest.outputs, inputs]))
  }

  /// The rows of V that make these channels; `nil` for all of them.
  private func channelRows(_ extents: GHNConfiguration.BlockExtents) -> [Int]? {
    guard extents.outputs < largest.outputs || extents.inputs < largest.inputs else { return nil }
    return (0..<extents.outputs).flatMap { output in
      (0..<extents.inputs).map { output * largest.inputs + $0 }
    }
  }
}

extension Linear {
  /// Some of the outputs of this map: those of `rows`, or all.
  ///
  /// - Parameters:
  ///   - rows: the outputs' indices; `nil` for all.
  ///   - x: (count, inputs).
  /// - Returns: (count, rows.count).
  func rows(at rows: [Int]?, of x: Variable) -> Variable {
    guard let rows else { return self(x) }
    return linearMap(
      x, weight: weight.tracked(on: x.tape).rows(at: rows),
      bias: bias?.tracked(on: x.tape).rows(at: rows))
  }
}
