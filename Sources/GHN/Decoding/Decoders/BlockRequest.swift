/// What is asked of a decoder: one block, made from the embedding of one node.
package struct BlockRequest: Sendable {
  /// The row of the embedding that it is made from.
  var embedding: Int
  /// Which block.
  var block: DecodePlan.Block
  /// Which of the blocks that one embedding decodes to.
  var part = 0
  /// What its numbers are multiplied by.
  var factor: Float = 1
}

extension DecodePlan {
  /// Which decoder makes a block, and which part of the largest one.
  public enum Block: Hashable, Sendable {
    /// A kernel of these extents.
    case kernel(GHNConfiguration.BlockExtents)
    /// The weight of a class layer with so many inputs.
    case classWeight(inputs: Int)
    /// A scale or a shift of so many numbers, of which each embedding decodes to both.
    case vector(width: Int)
    /// The bias of a class layer.
    case classBias
  }
}

extension DecodePlan.Block {
  /// The number of scalars that are decoded for one parameter.
  func count(_ configuration: GHNConfiguration) -> Int {
    switch self {
    case .kernel(let extents): extents.count
    case .classWeight(let inputs): configuration.classCount * inputs
    case .vector(let width): 2 * width
    case .classBias: configuration.classCount
    }
  }

  /// How many blocks one embedding decodes to.
  var blocksPerEmbedding: Int { isVector ? 2 : 1 }

  /// Whether each embedding decodes to two of them.
  var isVector: Bool {
    if case .vector = self { true } else { false }
  }
}
