/// Which widths the networks of a space have.
///
/// People's networks have widths such as 58, 116 and 232 (ShuffleNetV2) beside round ones, and a
/// hypernetwork that has seen round widths alone fails on the others: it decodes blocks of up to 64
/// channels, and what becomes of their edges it has to learn.
public enum WidthChoice: Hashable, Sendable {
  /// Round ones, about a quarter apart.
  case common
  /// Round ones, but for this share of the networks any width between a round one and the next.
  case uneven(share: Double)

  /// A width above one round width and up to the next.
  ///
  /// Draws nothing for ``common``, so that what is drawn behind it stays as it is.
  ///
  /// - Precondition: the divisor divides both widths, and the round one is the larger.
  func width(
    above narrower: Int, through round: Int, divisor: Int,
    using generator: inout some RandomNumberGenerator
  ) -> Int {
    guard case .uneven(let share) = self, generator.happens(share) else { return round }
    return divisor * generator.number(narrower / divisor + 1...round / divisor)
  }
}
