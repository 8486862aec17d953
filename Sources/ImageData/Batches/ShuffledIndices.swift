import Tensors

/// The numbers below `count` in an order that `seed` determines.
func shuffledIndices(count: Int, seed: UInt64) -> [Int] {
  var generator = SplitMix64(seed: seed)
  var indices = Array(0..<count)
  // Not `shuffle(using:)`, whose draws may change with the standard library.
  for last in stride(from: count - 1, to: 0, by: -1) {
    // The high half of a 128-bit product: uniform up to one in 2⁶⁴ / count.
    let place = Int(generator.next().multipliedFullWidth(by: UInt64(last + 1)).high)
    indices.swapAt(place, last)
  }
  return indices
}
