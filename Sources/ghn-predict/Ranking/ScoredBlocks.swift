import ArchDAG
import ArchitectureSearch

/// Architectures of a list that are scored in blocks, which threads and processes share.
struct ScoredBlocks: Sendable {
  let list: ArchitectureTable
  let scorer: NetworkScorer
  let options: GenotypeOptions
  /// The places in the list, in order.
  let places: [Int]
  /// How many architectures a block has, but the last: enough that a block of the quickest scores is
  /// worth handing out.
  private static let blockSize = 8

  /// How many blocks there are.
  var count: Int { (places.count + Self.blockSize - 1) / Self.blockSize }

  /// The scores of a block's architectures, in order: a line of ``ScoreLines`` each.
  ///
  /// What cannot be read, built or run is no error of the list: its line says why.
  func lines(ofBlock block: Int) -> [String] {
    let start = block * Self.blockSize
    guard start < places.count else { return [] }
    let names = scorer.scores.map(\.rawValue)
    return places[start..<min(start + Self.blockSize, places.count)].map { place in
      ScoreLines.text(of: entry(at: place), names)
    }
  }

  private func entry(at place: Int) -> ScoredList.Entry {
    do throws(SearchError) {
      let text = try list.text(at: place)
      return try ScoredList.entries(
        at: CollectionOfOne(place), texts: { _ in text }, by: scorer, options: options)[0]
    } catch {
      return ScoredList.Entry(index: place, name: "", scores: [], failure: "\(error)")
    }
  }
}
