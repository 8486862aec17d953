/// Parameters of equal blocks, which are decoded together.
package struct BlockGroup: Sendable {
  /// Their blocks.
  package let block: DecodePlan.Block
  /// The indices of the parameters among the plan's items.
  package let items: [Int]

  /// This group cut into groups whose blocks hold at most about `maximumScalars` together.
  func pieces(maximumScalars: Int, _ configuration: GHNConfiguration) -> [BlockGroup] {
    let size = max(1, maximumScalars / max(1, block.count(configuration)))
    return stride(from: 0, to: items.count, by: size).map {
      BlockGroup(block: block, items: Array(items[$0..<min($0 + size, items.count)]))
    }
  }
}

extension DecodePlan {
  /// The parameters `items`, grouped by their blocks.
  ///
  /// - Returns: groups in the order in which their first parameters stand.
  package func groups(of items: some Sequence<Int>) -> [BlockGroup] {
    var blocks: [Block] = []
    var members: [Block: [Int]] = [:]
    for index in items {
      let block = self.items[index].block
      if members[block] == nil { blocks.append(block) }
      members[block, default: []].append(index)
    }
    return blocks.map { BlockGroup(block: $0, items: members[$0, default: []]) }
  }

  /// The parameters, cut into consecutive runs whose blocks together hold about `maximumScalars`.
  ///
  /// - Returns: ranges of ``items``; a block that is larger stands alone.
  func chunks(maximumScalars: Int) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var start = 0
    var sum = 0
    for (index, item) in items.enumerated() {
      let count = item.block.count(configuration)
      if index > start && sum + count > maximumScalars {
        chunks.append(start..<index)
        start = index
        sum = 0
      }
      sum += count
    }
    if start < items.count { chunks.append(start..<items.count) }
    return chunks
  }
}
