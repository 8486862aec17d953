public import ArchDAG
import Tensors

extension DecodePlan {
  /// A parameter, and the block that fills it.
  public struct Item: Sendable {
    /// The parameter.
    public let parameter: ParameterSpec
    /// The node whose embedding is decoded.
    public let node: Int
    /// How the block is made.
    public let block: Block
    /// How the block is fitted to the parameter.
    let fit: Fit
    /// How the parameter is normalized.
    let normalization: ParameterNormalization
    /// What the decoder multiplies the block by, where that is all that normalizing does and nothing
    /// is cut off before; `nil` if normalizing is left to do.
    let factor: Float?
  }

  /// How a decoded block is fitted to its parameter.
  enum Fit: Hashable, Sendable {
    /// Both are vectors: the first or the second of the two that an embedding decodes to.
    case scale, shift
    /// The axes are those of the kernel, as far as the parameter has them.
    case kernel
    /// The positions of the kernel, row by row, are tokens: (1, tokens, channels).
    case tokens(hasClassToken: Bool)
  }

  /// Kernels and grids of positions with more elements, 128 × 128, are no network's.
  static let largestPositionCount = 1 << 14

  /// The side of the square of positions that so many tokens stand for, with or without a class
  /// token; `nil` if there is none.
  ///
  /// - Precondition: the count is not negative.
  static func tokenGridSide(_ tokens: Int) -> Int? {
    let side = Int(Double(tokens).squareRoot())
    let isGrid = side > 0 && (tokens == side * side || tokens == side * side + 1)
    return isGrid ? side : nil
  }
}

extension DecodePlan.Item {
  init(
    parameter: ParameterSpec, node: Int, configuration: GHNConfiguration
  ) throws(DecodingError) {
    self.parameter = parameter
    self.node = node
    normalization = ParameterNormalization(for: parameter, configuration: configuration)
    let extents = parameter.outputFirstExtents
    let largest = configuration.largestBlock
    let isVector = extents.count { $0 != 1 } <= 1 && !extents.isEmpty
    switch (parameter.role, extents.count) {
    case (.bias, _) where isVector, (.normShift, _) where isVector:
      (block, fit) = (configuration.vector(for: parameter), .shift)
    case (.normScale, _) where isVector, (.weight, 1):
      (block, fit) = (configuration.vector(for: parameter), .scale)
    case (.classifierBias, _) where isVector:
      (block, fit) = (configuration.classBias(for: parameter), .shift)
    case (.classifierWeight, 2...4):
      (block, fit) = (.classWeight(inputs: largest.block(for: extents).inputs), .kernel)
    case (.positionalEncoding, 3):
      guard let side = DecodePlan.tokenGridSide(extents[1]) else {
        throw .unsupportedTokenCount(parameter: parameter.name, shape: parameter.shape)
      }
      fit = .tokens(hasClassToken: side * side < extents[1])
      block = .kernel(configuration.kernel(for: [1, extents[2], side, side]))
    case (.weight, 2...4), (.positionalEncoding, 4):
      (block, fit) = (.kernel(configuration.kernel(for: extents)), .kernel)
    default:
      throw .unsupportedRank(parameter: parameter.name, shape: parameter.shape)
    }
    factor =
      block.isWhole(in: extents, decodedWithin: largest) && fit == .kernel
      ? normalization.factor : nil
    // Repeated blocks are small; interpolated ones are as large as the kernel.
    if case .kernel(let block) = block, block.positionCount > DecodePlan.largestPositionCount {
      throw .kernelTooLarge(
        parameter: parameter.name, shape: parameter.shape,
        limit: DecodePlan.largestPositionCount)
    }
  }

  /// What is asked of a decoder for this parameter.
  package var request: BlockRequest {
    BlockRequest(
      embedding: node, block: block, part: block.isVector && fit == .shift ? 1 : 0,
      factor: factor ?? 1)
  }
}

extension DecodePlan.Block {
  /// Whether a parameter of these OIHW extents is a decoded kernel, or repeats it, with nothing cut
  /// off and nothing interpolated.
  fileprivate func isWhole(
    in extents: [Int], decodedWithin largest: GHNConfiguration.BlockExtents
  ) -> Bool {
    guard case .kernel(let block) = self, block == block.clipped(to: largest) else { return false }
    return zip(block.shape.extents, extents + [1, 1, 1, 1]).allSatisfy { $0 <= $1 }
  }
}

extension GHNConfiguration {
  /// The block that a kernel of these OIHW extents is filled from: a part of the largest one, or,
  /// where kernels are extended by interpolation, as high and wide as the kernel.
  func kernel(for extents: [Int]) -> BlockExtents {
    if let lowRank { return lowRank.kernel(for: extents, largest: largestBlock) }
    var block = largestBlock.block(for: extents)
    if kernelExtension == .interpolated && extents.count == 4
      && min(extents[2], extents[3]) > min(block.height, block.width)
    {
      (block.height, block.width) = (extents[2], extents[3])
    }
    return block
  }
}
