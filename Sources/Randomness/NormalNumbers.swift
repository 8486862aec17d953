/// Numbers from the standard normal distribution, each the sum of twelve uniform ones of variance
/// 1/12.
///
/// Additions alone, so that a seed gives the same numbers on every machine, and close to the normal
/// distribution up to three deviations.
extension RandomNumberGenerator {
  /// A normal number, from twelve draws: what the parameters of a layer are drawn with.
  @inlinable
  public mutating func nextNormal() -> Float {
    (0..<12).reduce(Float(0)) { sum, _ in sum + Float.random(in: -0.5...0.5, using: &self) }
  }

  /// A normal number, from four draws of three times 21 bits: for tensors in which each number has
  /// a generator of its own.
  @inlinable
  public mutating func nextNormalOfFourDraws() -> Float {
    let mask: UInt64 = 1 << 21 - 1
    var sum: UInt64 = 0
    for _ in 0..<4 {
      let bits = next()
      sum += (bits & mask) + (bits >> 21 & mask) + (bits >> 42 & mask)
    }
    return Float(Double(sum) / Double(1 << 21) - 6)
  }
}
