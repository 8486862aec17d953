import Concurrency
import Distributed

/// Scores architectures of a list, a few at a time, and hands their scores on.
struct ListScorer<List: CandidateList>: Sendable {
  let list: List
  let scoring: ListScoring

  /// Scores a few architectures for each thread at a time, so that reports come soon; this thread works
  /// as well, so that a process that was forked is not in need of others.
  func scoreInOrder(
    _ indices: [Int], while isWanted: Bool,
    _ take: ([ScoredArchitecture]) throws(SearchError) -> Bool
  ) throws(SearchError) {
    guard isWanted else { return }
    let chunk = 4 * sharingThreadCount
    for start in stride(from: 0, to: indices.count, by: chunk) {
      let entries = concurrentMap(count: min(chunk, indices.count - start)) { offset in
        ScoredArchitecture(
          at: indices[start + offset], of: list, by: scoring.scorer, options: scoring.genotypes)
      }
      guard try take(entries) else { return }
    }
  }

  /// Scores blocks of architectures by all threads of all processes, each as soon as it is free; those
  /// that rank 0 wants.
  func handOut(
    _ indices: [Int], among group: any Communicator, while isWanted: Bool,
    _ take: ([ScoredArchitecture]) throws(SearchError) -> Bool
  ) throws(SearchError) {
    let blocks = ScoredBlocks(
      list: list, scoring: scoring, indices: try shared(indices, among: group))
    var work = HandOut<Never>(
      among: group, pieces: Array(0..<blocks.count), threads: sharingThreadCount
    ) { block in
      Array(blocks.lines(ofBlock: block).joined(separator: "\n").utf8)
    }
    if !isWanted { work.cancel() }
    while let entries = try nextEntries(&work) {
      if try !take(entries) { work.cancel() }
    }
  }

  /// The indices that rank 0 knows.
  private func shared(
    _ indices: [Int], among group: any Communicator
  ) throws(SearchError) -> [Int] {
    do {
      return [Int](messageBytes: try group.broadcast(indices.messageBytes))
    } catch {
      throw .processes(error)
    }
  }

  /// The entries of the next block, whichever is done.
  private func nextEntries(
    _ work: inout HandOut<Never>
  ) throws(SearchError) -> [ScoredArchitecture]? {
    let block: [UInt8]?
    do {
      block = try work.next()?.result
    } catch {
      switch error {
      case .group(let error): throw .processes(error)
      }
    }
    guard let block else { return nil }
    var entries: [ScoredArchitecture] = []
    for line in block.split(separator: UInt8(ascii: "\n")) {
      guard let entry = ScoredArchitecture(line: line, of: scoring.scorer.scores) else {
        throw .processes(
          .message(
            from: "another process", expected: "the scores of an architecture",
            found: "\(line.count) bytes"))
      }
      entries.append(entry)
    }
    return entries
  }
}
