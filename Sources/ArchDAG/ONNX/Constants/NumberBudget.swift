/// How many numbers the constants of one graph may be computed to hold, all together.
struct NumberBudget {
  /// The masks of sixteen attentions to a thousand tokens.
  private static let limit = 1 << 24

  private var takenCount = 0

  /// Counts the numbers of a constant, and forgets them where there are too many by now.
  mutating func take(_ literal: inout Literal) {
    takenCount += literal.count ?? 0
    if takenCount > Self.limit { literal.numbers = .unread }
  }
}
