import ArchDAG

/// Architectures of a list that are scored in blocks, which threads and processes share.
struct ScoredBlocks<List: CandidateList>: Sendable {
  let list: List
  let scoring: ListScoring
  /// The indices in the list, in order.
  let indices: [Int]

  /// How many architectures a block has, but the last: in a long list enough that a block of the
  /// quickest scores is worth handing out, in a short one few enough that each thread gets some.
  private var blockSize: Int { min(8, max(1, indices.count / 64)) }

  /// How many blocks there are.
  var count: Int { (indices.count + blockSize - 1) / blockSize }

  /// The scores of a block's architectures, in order: a line of JSON each.
  func lines(ofBlock block: Int) -> [String] {
    let start = block * blockSize
    guard start < indices.count else { return [] }
    return indices[start..<min(start + blockSize, indices.count)].map { index in
      ScoredArchitecture(at: index, of: list, by: scoring.scorer, options: scoring.genotypes)
        .line(of: scoring.scorer.scores)
    }
  }
}
