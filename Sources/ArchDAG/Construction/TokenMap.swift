/// A value of shape (N, count, width): so many tokens for each image.
package struct TokenMap: Hashable, Sendable {
  /// The value in the architecture under construction.
  package let id: ValueID
  /// How many tokens an image has.
  package let count: Int
  /// How many numbers a token has.
  package let width: Int

  /// Makes a map of tokens.
  package init(id: ValueID, count: Int, width: Int) {
    self.id = id
    self.count = count
    self.width = width
  }

  /// The extents (N, count, width).
  package var extents: [Int?] { [nil, count, width] }
}
