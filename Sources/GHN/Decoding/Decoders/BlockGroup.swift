/// Requests for equal blocks, which are decoded together.
package struct BlockGroup: Sendable {
  /// The block.
  package let block: DecodePlan.Block
  /// The indices of the requests.
  package let requests: [Int]

  /// The requests, grouped by their blocks.
  ///
  /// - Returns: groups in the order in which their first requests stand.
  package static func groups(of requests: [BlockRequest]) -> [BlockGroup] {
    var blocks: [DecodePlan.Block] = []
    var members: [DecodePlan.Block: [Int]] = [:]
    for index in requests.indices {
      let block = requests[index].block
      if members[block] == nil { blocks.append(block) }
      members[block, default: []].append(index)
    }
    return blocks.map { BlockGroup(block: $0, requests: members[$0, default: []]) }
  }

  /// This group cut into groups whose blocks hold at most about `maximumScalars` together.
  func pieces(maximumScalars: Int, _ configuration: GHNConfiguration) -> [BlockGroup] {
    let size = max(1, maximumScalars / max(1, block.count(configuration)))
    return stride(from: 0, to: requests.count, by: size).map {
      BlockGroup(block: block, requests: Array(requests[$0..<min($0 + size, requests.count)]))
    }
  }
}
