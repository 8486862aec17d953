import Autograd
import Concurrency
import Tensors

extension BlockDecoder {
  /// Makes a tensor of each of some blocks.
  ///
  /// Equal blocks are decoded together, in pieces that do not depend on the number of threads: so
  /// neither do the results. On a tape, which remembers one step after another, all of them are one
  /// piece.
  ///
  /// - Parameters:
  ///   - requests: the blocks.
  ///   - embeddings: the embeddings of the graph's nodes (nodes, hidden).
  ///   - configuration: that of the hypernetwork.
  ///   - finish: makes a tensor of a block, by the index of its request.
  /// - Returns: the tensors, in the order of the requests.
  func map(
    _ requests: [BlockRequest], from embeddings: Variable, _ configuration: GHNConfiguration,
    _ finish: @Sendable (_ index: Int, _ block: Variable) -> RepeatedBlock
  ) -> [RepeatedBlock] {
    guard embeddings.tape == nil else {
      let groups = BlockGroup.groups(of: requests)
      return Self.inOrder(
        groups.map { group in
          zip(group.requests, blocks(of: group, among: requests, from: embeddings)).map(finish)
        }, of: groups)
    }
    let made = blocksMadeTogether(requests, from: embeddings.value)
    let pieces =
      made.keys.sorted().map { BlockGroup(block: requests[$0].block, requests: [$0]) }
      + BlockGroup.groups(of: requests) { made[$0] == nil }
      .flatMap { $0.pieces(maximumScalars: Self.pieceLimit, configuration) }
    let values = embeddings.value
    let tensors = concurrentMap(count: pieces.count) { index in
      let piece = pieces[index]
      let blocks =
        made[piece.requests[0]].map { [Variable($0)] }
        ?? self.blocks(of: piece, among: requests, from: Variable(values))
      return zip(piece.requests, blocks).map(finish)
        .map { (block: $0.block.value, shape: $0.shape) }
    }
    return Self.inOrder(
      tensors.map { $0.map { RepeatedBlock(block: Variable($0.block), shape: $0.shape) } },
      of: pieces)
  }

  /// How many numbers a piece of equal blocks has at most, if it is more than one block.
  private static let pieceLimit = 1 << 19

  /// How many numbers should be decoded at once, where a plan has more.
  ///
  /// The more a decoder has weights, the more parameters must share a reading of them.
  static func scalarsAtOnce(_ configuration: GHNConfiguration) -> Int {
    max(1 << 21, 160 * configuration.largestBlock.outputs * configuration.largestBlock.inputs)
  }

  private static func inOrder(
    _ tensors: [[RepeatedBlock]], of groups: [BlockGroup]
  ) -> [RepeatedBlock] {
    zip(groups.map(\.requests).joined(), tensors.joined()).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Those of the blocks that are better made together than group by group, by their index among the
  /// requests; on a tape, which would have to remember more than the groups do, there are none.
  private func blocksMadeTogether(
    _ requests: [BlockRequest], from embeddings: Tensor
  ) -> [Int: Tensor] {
    switch self {
    case .convolutional(let decoder, _): decoder.largeBlocks(requests, from: embeddings)
    case .multilayer, .lowRank: [:]
    }
  }

  /// The decoded blocks of a group.
  private func blocks(
    of group: BlockGroup, among requests: [BlockRequest], from embeddings: Variable
  ) -> [Variable] {
    var nodes: [Int] = []
    // A norm's scale and shift come from the same embedding.
    let rows = group.requests.map { index in
      if nodes.last != requests[index].embedding { nodes.append(requests[index].embedding) }
      return nodes.count - 1
    }
    let decoded = blocks(group.block, from: embeddings.rows(at: nodes))
    return zip(group.requests, rows).map { index, embedding in
      let row = embedding * group.block.blocksPerEmbedding + requests[index].part
      let part = decoded.rows(row..<row + 1)
      let block = part.reshaped(to: Shape(Array(part.shape.extents.dropFirst())))
      return requests[index].factor == 1 ? block : block.scaled(by: requests[index].factor)
    }
  }
}
