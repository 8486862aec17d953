import ArchDAG
import GHN
import Layers
import Tensors

/// The decoders as the papers define them.
///
/// Node by node, the whole block first, cropped afterwards, wrapped index by index: slow, and the
/// measure of the fast ones.
struct PlainDecoder {
  let configuration: GHNConfiguration
  let tensors: NamedTensors

  init(_ ghn: GraphHyperNetwork) {
    configuration = ghn.configuration
    tensors = ghn.namedTensors
  }

  /// The tensor of a parameter, from the embedding of its node, in the order of the file.
  func tensor(for spec: ParameterSpec, embedding: [Float]) -> [Float] {
    let extents = spec.outputFirstExtents
    let block = largest
    var values: [Float] = []
    switch spec.role {
    case .bias, .normShift, .normScale, .classifierBias:
      var vector = self.vector(embedding, row: spec.role == .normScale ? 0 : 1, spec)
      if spec.role == .classifierBias, lowRank == nil {
        vector = linear("bias_class.1", relu(vector))
      }
      values = (0..<spec.shape.count).map { vector[$0 % vector.count] }
    case .classifierWeight:
      let weight =
        lowRank.map { lowRankClassWeight(embedding, extents, $0) } ?? classWeight(embedding)
      let spatial = extents.dropFirst(2).reduce(1, *)
      for o in 0..<extents[0] {
        for i in 0..<extents[1] {
          let value = weight[o % configuration.classCount][i % weight[0].count]
          values += [Float](repeating: value, count: spatial)
        }
      }
    case .weight, .positionalEncoding:
      if let lowRank {
        values = lowRankKernel(embedding, extents, lowRank)
        break
      }
      let whole = kernel(embedding)
      func axis(_ index: Int) -> Int { index < extents.count ? extents[index] : 1 }
      let top = start(axis(2), of: block.height)
      let left = start(axis(3), of: block.width)
      for o in 0..<axis(0) {
        for i in 0..<axis(1) {
          for y in 0..<axis(2) {
            for x in 0..<axis(3) {
              let channel = o % block.outputs * block.inputs + i % block.inputs
              let position =
                (top + y % block.height) * block.width + left + x % block.width
              values.append(whole[channel * block.positionCount + position])
            }
          }
        }
      }
    }
    let isLeftAlone =
      !configuration.normalizesParameters
      || (!configuration.normalizesPositions && spec.role == .positionalEncoding)
    let normalized = isLeftAlone ? values : normalize(values, spec)
    return spec.layout == .inputFirst ? exchange(normalized, extents) : normalized
  }

  /// The first row or column of the largest block that a kernel of this extent takes.
  private func start(_ extent: Int, of largest: Int) -> Int {
    configuration.kernelCrop == .centered ? largest / 2 - min(extent, largest) / 2 : 0
  }

  private var largest: GHNConfiguration.BlockExtents { configuration.largestBlock }

  private func normalize(_ values: [Float], _ spec: ParameterSpec) -> [Float] {
    switch ParameterNormalization(for: spec) {
    case .none: values
    case .fanIn(let scale): values.map { $0 * scale }
    case .scale: values.map { 2 / (1 + exponential(-$0 / 2)) }
    case .shift: values.map { 1 - 2 / (exponential(2 * $0 / 5) + 1) }
    }
  }

  private func exchange(_ values: [Float], _ extents: [Int]) -> [Float] {
    let inner = extents.dropFirst(2).reduce(1, *)
    var result: [Float] = []
    for i in 0..<extents[1] {
      for o in 0..<extents[0] {
        let start = (o * extents[1] + i) * inner
        result += values[start..<start + inner]
      }
    }
    return result
  }

  private var lowRank: GHNConfiguration.LowRank? {
    if case .lowRank(let size) = configuration.kernelDecoder { size } else { nil }
  }

  private func vector(_ embedding: [Float], row: Int, _ spec: ParameterSpec) -> [Float] {
    if let lowRank { return lowRankVector(embedding, row: row, spec, lowRank) }
    let both = linear("decoder_1d.fc.2", relu(linear("decoder_1d.fc.0", embedding)))
    return Array(both[row * (both.count / 2)..<(row + 1) * (both.count / 2)])
  }

  /// The whole largest block, (O·I, S·S).
  private func kernel(_ embedding: [Float]) -> [Float] {
    if configuration.kernelDecoder == .multilayer {
      return linear("decoder.mlp.fc.2", relu(linear("decoder.mlp.fc.0", embedding)))
    }
    let features = relu(linear("decoder.fc.0", embedding))
    let positions = largest.positionCount
    let width = features.count / positions
    var block = [Float](repeating: 0, count: largest.outputs * largest.inputs * positions)
    for position in 0..<positions {
      let feature = (0..<width).map { features[$0 * positions + position] }
      let channels = linear("decoder.conv.2", relu(linear("decoder.conv.0", feature)))
      for (channel, value) in channels.enumerated() {
        block[channel * positions + position] = value
      }
    }
    return block
  }

  private func classWeight(_ embedding: [Float]) -> [[Float]] {
    let name = "decoder.class_layer_predictor.1"
    if configuration.kernelDecoder == .multilayer {
      let flat = linear(name, relu(linear("decoder.mlp.fc.0", embedding)))
      return (0..<configuration.classCount).map {
        Array(flat[$0 * largest.inputs..<($0 + 1) * largest.inputs])
      }
    }
    let whole = kernel(embedding)
    let position =
      start(1, of: largest.height) * largest.width + start(1, of: largest.width)
    let columns = (0..<largest.inputs).map { i in
      linear(
        name,
        relu(
          (0..<largest.outputs).map {
            whole[($0 * largest.inputs + i) * largest.positionCount + position]
          }))
    }
    return (0..<configuration.classCount).map { label in columns.map { $0[label] } }
  }

  func linear(_ name: String, _ x: [Float]) -> [Float] {
    guard let weight = tensors["\(name).weight"], let bias = tensors["\(name).bias"] else {
      return []
    }
    let scalars = weight.scalars
    return bias.scalars.enumerated().map { row, bias in
      Float(
        x.enumerated().reduce(Double(bias)) {
          $0 + Double(scalars[row * x.count + $1.offset]) * Double($1.element)
        })
    }
  }

  func relu(_ x: [Float]) -> [Float] { x.map { max(0, $0) } }

  /// eˣ by its power series, halving the argument until it converges fast.
  private func exponential(_ x: Float) -> Float {
    var (sum, term) = (1.0, 1.0)
    for n in 1..<20 {
      term *= Double(x) / 1024 / Double(n)
      sum += term
    }
    return Float((0..<10).reduce(sum) { value, _ in value * value })
  }
}

extension GHNConfiguration.BlockExtents {
  fileprivate var positionCount: Int { height * width }
}
