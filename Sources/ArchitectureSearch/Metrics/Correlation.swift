/// Kendall's τ-b of two lists: 1 where they order alike, −1 where one reverses the other.
///
/// τ-b = (concordant − discordant) / √((pairs − ties in x)(pairs − ties in y)); `nil` where one list
/// holds a single value.
///
/// - Precondition: the lists are of one length, and no number is NaN.
/// - Complexity: O(n log n).
///
/// Source: Knight, "A computer method for calculating Kendall's tau with ungrouped data" (1966),
/// doi:10.1080/01621459.1966.10480879.
public func kendallTau(_ x: [Double], _ y: [Double]) -> Double? {
  precondition(x.count == y.count, "\(x.count) and \(y.count) numbers to correlate")
  let order = x.indices.sorted { (x[$0], y[$0]) < (x[$1], y[$1]) }
  let pairs = pairCount(x.count)
  let tiesX = tiedPairs(order) { x[$0] == x[$1] }
  let tiesBoth = tiedPairs(order) { x[$0] == x[$1] && y[$0] == y[$1] }
  var sequence = order.map { y[$0] }
  let swaps = inversions(&sequence)
  let tiesY = tiedPairs(Array(sequence.indices)) { sequence[$0] == sequence[$1] }
  let (left, right) = (pairs - tiesX, pairs - tiesY)
  guard left > 0, right > 0 else { return nil }
  let difference = pairs - tiesX - tiesY + tiesBoth - 2 * swaps
  return Double(difference) / (Double(left).squareRoot() * Double(right).squareRoot())
}

/// Pearson's r; `nil` where one list holds a single value, or one that is not finite.
///
/// - Precondition: the lists are of one length.
public func pearsonCorrelation(_ x: [Double], _ y: [Double]) -> Double? {
  precondition(x.count == y.count, "\(x.count) and \(y.count) numbers to correlate")
  guard let x = scaled(x), let y = scaled(y) else { return nil }
  let count = Double(max(1, x.count))
  let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
  var (xx, yy, xy) = (0.0, 0.0, 0.0)
  for (a, b) in zip(x, y) {
    xx += (a - meanX) * (a - meanX)
    yy += (b - meanY) * (b - meanY)
    xy += (a - meanX) * (b - meanY)
  }
  let scale = xx.squareRoot() * yy.squareRoot()
  return scale > 0 && scale.isFinite ? xy / scale : nil
}

/// Numbers over a power of two near the greatest of them, so that no square is beyond the numbers; `nil` for
/// a single value, of which a rounded mean may differ, and for what is not finite.
private func scaled(_ numbers: [Double]) -> [Double]? {
  guard let least = numbers.min(), let greatest = numbers.max(), least < greatest,
    least.isFinite, greatest.isFinite
  else { return nil }
  let exponent = max(abs(least), abs(greatest)).exponent
  return numbers.map { Double(sign: .plus, exponent: -exponent, significand: $0) }
}

/// Spearman's ρ: Pearson's r of the ranks.
///
/// - Precondition: the lists are of one length, and no number is NaN.
public func spearmanCorrelation(_ x: [Double], _ y: [Double]) -> Double? {
  pearsonCorrelation(averageRanks(x), averageRanks(y))
}

private func pairCount(_ count: Int) -> Int { count * (count - 1) / 2 }

/// The pairs within runs of equal neighbors.
private func tiedPairs(_ order: [Int], _ equals: (Int, Int) -> Bool) -> Int {
  var (total, run) = (0, 1)
  for index in order.indices.dropFirst() {
    if equals(order[index - 1], order[index]) {
      run += 1
    } else {
      total += pairCount(run)
      run = 1
    }
  }
  return total + pairCount(run)
}

/// Sorts numbers by merging, and counts the pairs that stood in the wrong order.
private func inversions(_ numbers: inout [Double]) -> Int {
  var source = numbers
  var target = numbers
  var (swaps, width) = (0, 1)
  while width < source.count {
    for start in stride(from: 0, to: source.count, by: 2 * width) {
      let middle = min(start + width, source.count)
      let end = min(start + 2 * width, source.count)
      var (left, right) = (start, middle)
      for index in start..<end {
        if left < middle && (right >= end || source[left] <= source[right]) {
          target[index] = source[left]
          left += 1
        } else {
          target[index] = source[right]
          right += 1
          swaps += middle - left
        }
      }
    }
    swap(&source, &target)
    width *= 2
  }
  numbers = source
  return swaps
}
