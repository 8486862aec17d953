/// How many numbers the constants of one graph may be computed to hold, all together.
struct NumberBudget {
  private let limit: Int
  private var takenCount = 0

  /// - Parameter limit: how many; by default, the masks of sixteen attentions to a thousand tokens.
  init(limit: Int = 1 << 24) {
    self.limit = limit
  }

  /// Counts the numbers of a constant, and forgets them where there are too many by now.
  mutating func take(_ literal: inout Literal) {
    takenCount += literal.count ?? 0
    if takenCount > limit { literal.numbers = .unread }
  }
}
