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
    let pieces = pieces(of: requests, from: embeddings.value, configuration)
    let values = embeddings.value
    let tensors = concurrentMap(count: pieces.count) { index in
      let group = pieces[index].group
      return zip(group.requests, blocks(of: pieces[index], among: requests, from: values))
        .map(finish).map { (block: $0.block.value, shape: $0.shape) }
    }
    return Self.inOrder(
      tensors.map { $0.map { RepeatedBlock(block: Variable($0.block), shape: $0.shape) } },
      of: pieces.map(\.group))
  }

  /// What is decoded by one thread at a time: a group of equal blocks, or one large block whose kernel has
  /// been made together with those of others.
  private struct Piece: Sendable {
    var group: BlockGroup
    var kernel: Tensor?
  }

  /// The pieces, those of large blocks first.
  private func pieces(
    of requests: [BlockRequest], from embeddings: Tensor, _ configuration: GHNConfiguration
  ) -> [Piece] {
    let groups = BlockGroup.groups(of: requests)
    let small = groups.filter { !sharesKernels($0.block) }
      .flatMap { $0.pieces(maximumScalars: Self.pieceLimit, configuration) }
      .map { Piece(group: $0) }
    guard case .convolutional(let decoder, _) = self else { return small }
    let large = requests.indices.filter { sharesKernels(requests[$0].block) }
    let kernels = decoder.largeKernels(large.map { requests[$0] }, from: embeddings)
    return zip(large, kernels).map {
      Piece(group: BlockGroup(block: requests[$0].block, requests: [$0]), kernel: $1)
    } + small
  }

  /// Whether a block has so many channels that its kernel is better made together with those of other
  /// blocks; on a tape, which would have to remember more than the groups do, none is.
  private func sharesKernels(_ block: DecodePlan.Block) -> Bool {
    switch self {
    case .convolutional(let decoder, _): decoder.largeExtents(of: block) != nil
    case .multilayer, .lowRank: false
    }
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

  /// The decoded blocks of a piece.
  private func blocks(
    of piece: Piece, among requests: [BlockRequest], from embeddings: Tensor
  ) -> [Variable] {
    guard case .convolutional(let decoder, _) = self, let kernel = piece.kernel else {
      return blocks(of: piece.group, among: requests, from: Variable(embeddings))
    }
    let block = decoder.block(piece.group.block, from: Variable(kernel))
    return [block.reshaped(to: Shape(Array(block.shape.extents.dropFirst())))]
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
