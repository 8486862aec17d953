import ArchDAG
import Tensors

extension GHNConfiguration.LowRank {
  /// The block that a kernel of these OIHW extents is filled from: the whole kernel, as far as there are
  /// rows for its channels and positions.
  func kernel(
    for extents: [Int], largest: GHNConfiguration.BlockExtents
  ) -> GHNConfiguration.BlockExtents {
    let kernel = GHNConfiguration.BlockExtents(kernel: extents.map { max(1, $0) })
    let (height, width) = (min(kernel.height, length), min(kernel.width, length))
    return .init(
      outputs: min(kernel.outputs, largest.outputs, length / height),
      inputs: min(kernel.inputs, largest.inputs, length / width), height: height, width: width)
  }
}

extension GHNConfiguration {
  /// The block of a class layer's bias: for a low-rank decoder, a vector like others.
  func classBias(for parameter: ParameterSpec) -> DecodePlan.Block {
    lowRank == nil ? .classBias : vector(for: parameter)
  }

  /// The block of a vector: a scale or a shift.
  ///
  /// Where vectors are rows of a low-rank decoder's matrix, a shift begins where the scale ends, which
  /// the published code has at a count that it rounds up.
  ///
  /// Source: reference code of LoGAH, `ghn3/nn.py`, `GHN3._map_net_params` and `GHN3.forward`.
  func vector(for parameter: ParameterSpec) -> DecodePlan.Block {
    guard let lowRank else { return .vector(width: vectorWidth) }
    let width = GHNConfiguration.BlockExtents.shared(
      max(1, parameter.shape.count), largest: largestBlock.outputs)
    return .vector(width: min(width, lowRank.length / 2))
  }
}
