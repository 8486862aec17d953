import Autograd
package import Layers
import Tensors

/// Makes kernels with a vector of features for each position, and a map from features to channels.
///
/// k[o, i, y, x] = (V·relu(U·f(y, x)))[o·I + i] with f(y, x) = relu(W[·, y, x]·embedding) for a largest
/// block of I inputs.
///
/// Parameters: `decoder.fc.0` (4·hidden·S·S outputs; W), `decoder.conv.0` (8·hidden; U) and
/// `decoder.conv.2` (O·I; V), the latter two as matrices or as 1×1 convolutions; and those of
/// ``ClassLayerMap``, named `decoder.class_layer_predictor.1`.
///
/// Source: GHN-2 (arXiv:2110.13100), section 3; reference code `ppuda/ghn/decoder.py`,
/// `ConvDecoder`.
package struct ConvolutionalDecoder: Layer {
  let features: Linear
  let hidden: Linear
  let channels: Linear
  let classes: ClassLayerMap

  private let configuration: GHNConfiguration

  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    self.configuration = configuration
    let largest = configuration.largestBlock
    let width = configuration.hiddenWidth
    features = try Linear(
      &source, named: "decoder.fc.0", inputs: .exactly(width),
      outputs: .exactly(4 * width * largest.positionCount))
    hidden = try Linear(
      &source, named: "decoder.conv.0", inputs: .exactly(4 * width), outputs: .exactly(8 * width))
    channels = try Linear(
      &source, named: "decoder.conv.2", inputs: .exactly(8 * width),
      outputs: .exactly(largest.outputs * largest.inputs))
    classes = ClassLayerMap(
      map: try Linear(
        &source, named: "decoder.class_layer_predictor.1", inputs: .exactly(largest.outputs),
        outputs: .exactly(configuration.classCount)))
  }

  package var parameters: [Parameter] {
    features.parameters + hidden.parameters + channels.parameters + classes.parameters
  }

  /// The largest block.
  var largest: GHNConfiguration.BlockExtents { configuration.largestBlock }

  /// A kernel from each embedding (count, hidden): (count, outputs, inputs, height, width).
  func kernels(
    from embeddings: Variable, extents: GHNConfiguration.BlockExtents
  ) -> Variable {
    let count = embeddings.shape[0]
    let positions = extents.positionCount
    let h = positionFeatures(of: embeddings, height: extents.height, width: extents.width)
    let k = channels.rows(channelRows(0..<extents.outputs, inputs: extents.inputs), of: h)
    let pairs = extents.outputs * extents.inputs
    let kernels =
      positions == 1 ? k : k.reshaped(to: [count, positions, pairs]).exchangingAxis(1)
    return kernels.reshaped(
      to: [count, extents.outputs, extents.inputs, extents.height, extents.width])
  }

  /// What each position of a window knows of its kernel, relu(U·f(y, x)): (count · height · width,
  /// 8 · hidden), the positions of an embedding row by row.
  func positionFeatures(of embeddings: Variable, height: Int, width: Int) -> Variable {
    let crop = configuration.crop(height: height, width: width)
    let positionRows = crop.rows.flatMap { y in
      crop.columns.map { x in
        RowRun(
          start: y * largest.width + x, count: hidden.inputs, stride: largest.positionCount)
      }
    }
    let f = features.rows(positionRows, of: embeddings).relu()
    return hidden(f.reshaped(to: [embeddings.shape[0] * height * width, hidden.inputs])).relu()
  }

  /// The weight of a class layer from each embedding (count, hidden): (count, classes, inputs).
  func classLayers(from embeddings: Variable, inputs: Int) -> Variable {
    let kernels = kernels(from: embeddings, extents: classExtents(inputs: inputs))
    return block(.classWeight(inputs: inputs), from: kernels)
  }

  /// What is decoded for a class layer: one position of all outputs.
  private func classExtents(inputs: Int) -> GHNConfiguration.BlockExtents {
    .init(outputs: largest.outputs, inputs: inputs, height: 1, width: 1)
  }

  /// The part of the largest block that is decoded for a block; `nil` for one that comes from no kernel.
  func decodedExtents(for block: DecodePlan.Block) -> GHNConfiguration.BlockExtents? {
    switch block {
    case .kernel(let wanted): wanted.clipped(to: largest)
    case .classWeight(let inputs): classExtents(inputs: inputs)
    case .vector, .classBias: nil
    }
  }

  /// The blocks that kernels (count, outputs, inputs, height, width) were decoded for: a kernel of
  /// another height or width is interpolated, and outputs are mapped to classes.
  func block(_ block: DecodePlan.Block, from kernels: Variable) -> Variable {
    switch block {
    case .kernel(let wanted): kernels.interpolated(to: wanted)
    case .classWeight(let inputs):
      classes(kernels.reshaped(to: [kernels.shape[0], largest.outputs, inputs]))
    case .vector, .classBias: kernels
    }
  }

  /// The rows of V that make these channels.
  private func channelRows(_ outputs: Range<Int>, inputs: Int) -> [RowRun] {
    if inputs == largest.inputs {
      return [RowRun(start: outputs.lowerBound * inputs, count: outputs.count * inputs)]
    }
    return outputs.map { RowRun(start: $0 * largest.inputs, count: inputs) }
  }
}
