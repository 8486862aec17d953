#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Σ ln(rank / n) over several scores of one list: best for what no score puts low.
///
/// Ranks are counted from 1 for the worst; equal scores share the mean of theirs.
///
/// - Parameter lists: for each score the numbers of all architectures.
/// - Returns: a number for each architecture, at most 0.
/// - Precondition: the lists are of one length, and no number is NaN.
///
/// Source: AZ-NAS (arXiv:2403.19232), Eq. 10.
public func aggregatedRanks(_ lists: [[Double]]) -> [Double] {
  guard let count = lists.first?.count else { return [] }
  var sums = [Double](repeating: 0, count: count)
  for list in lists {
    precondition(list.count == count, "lists of \(count) and \(list.count) scores")
    for (index, rank) in averageRanks(list).enumerated() {
      sums[index] += log(rank / Double(count))
    }
  }
  return sums
}
