extension SplitMix64 {
  /// The numbers below `count` in the order that `seed` determines, each order as likely as any
  /// other.
  ///
  /// Unlike `shuffled(using:)`, whose draws may change with the standard library, the order is the
  /// same in every version.
  ///
  /// Source: Durstenfeld, "Algorithm 235: Random permutation" (1964), doi:10.1145/364520.364540.
  public static func shuffledIndices(count: Int, seed: UInt64) -> [Int] {
    var generator = SplitMix64(seed: seed)
    var indices = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      // The high half of a 128-bit product: uniform up to one in 2⁶⁴ / count.
      let index = Int(generator.next().multipliedFullWidth(by: UInt64(last + 1)).high)
      indices.swapAt(index, last)
    }
    return indices
  }
}
