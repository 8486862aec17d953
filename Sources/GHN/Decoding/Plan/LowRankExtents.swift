import ArchDAG
import Tensors

extension GHNConfiguration.LowRank {
  /// The block that a kernel of these OIHW extents is filled from: the whole kernel, as far as there are
  /// rows for its channels and positions.
  func kernel(
    for extents: [Int], largest: GHNConfiguration.BlockExtents
  ) -> GHNConfiguration.BlockExtents {
    func extent(_ axis: Int) -> Int { axis < extents.count ? max(1, extents[axis]) : 1 }
    let (height, width) = (min(extent(2), length), min(extent(3), length))
    return .init(
      outputs: min(extent(0), largest.outputs, length / height),
      inputs: min(extent(1), largest.inputs, length / width), height: height, width: width)
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
    var width = max(1, min(parameter.shape.count, largestBlock.outputs))
    if width % 3 == 0 { width = width / 3 * 4 }
    if 2 * width >= largestBlock.outputs { width = largestBlock.outputs }
    return .vector(width: min(width, lowRank.length / 2))
  }
}
