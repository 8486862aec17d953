import ArchDAG
import Autograd
import Randomness
import Tensors

extension DecodePlan.Item {
  /// What the parameter's layer reads, of a decoded block: the block is fitted to its shape, and then
  /// the whole tensor is normalized.
  func layerTensor(from block: Variable, seed: UInt64) -> RepeatedBlock {
    let fitted = RepeatedBlock(
      block: fitted(block, seed: seed), shape: parameter.layerShape)
    return factor == nil ? normalization(fitted) : fitted
  }

  /// A decoded block, cropped to the parameter, with its axes as the layer reads them.
  private func fitted(_ block: Variable, seed: UInt64) -> Variable {
    switch fit {
    case .scale, .shift:
      return block.cropped(to: [parameter.layerShape.count])
    case .kernel:
      let extents = parameter.outputFirstExtents
      // A class weight has no kernel axes; the other axes that only one side has are of extent 1.
      let axes = Array((block.shape.extents + [1, 1]).prefix(extents.count))
      let fitted = block.reshaped(to: Shape(axes)).cropped(to: extents)
      return parameter.layout == .inputFirst ? fitted.exchangingAxis(0) : fitted
    case .tokens(let hasClassToken):
      let positions = block.shape[2] * block.shape[3]
      let tokens = block.reshaped(to: [1, block.shape[1], positions]).exchangingAxis(1)
        .cropped(to: [1, positions, parameter.outputFirstExtents[2]])
      guard hasClassToken else { return tokens }
      let token = classToken(width: tokens.shape[2], seed: seed)
      return concatenated([token, tokens], alongAxis: 1)
    }
  }

  /// The row of a class token, which no position of the grid stands for: drawn from N(0, 0.02²).
  ///
  /// Source: reference code `ghn3/nn.py`, `GHN3._tile_params`.
  private func classToken(width: Int, seed: UInt64) -> Variable {
    var generator = SplitMix64(seed: SplitMix64.seed(seed, named: parameter.name))
    let scalars = (0..<width).map { _ in 0.02 * generator.nextNormalOfFourDraws() }
    return Variable(Tensor(shape: [1, 1, width], scalars: scalars))
  }
}

extension Variable {
  /// The first elements along each axis, as many as `extents` has at most.
  fileprivate func cropped(to extents: [Int]) -> Variable {
    tiled(to: Shape(zip(shape.extents, extents).map { min($0, $1) }))
  }
}
