/// One of several equal parts of a list: every n-th entry, from the i-th on.
public struct Shard: Hashable, Sendable {
  /// Which part it is, from 1.
  public let number: Int
  /// How many parts there are.
  public let count: Int

  /// The whole list.
  public static let whole = Shard(number: 1, count: 1)

  private init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  /// Reads `i/n`, from `1/n` to `n/n`; `nil` for another text, and for more than a million parts.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      (1...1_000_000).contains(count), (1...count).contains(number)
    else { return nil }
    self.init(number: number, count: count)
  }

  /// The indices of the part, in a list of `total` entries.
  public func indices(of total: Int) -> [Int] {
    Array(stride(from: number - 1, to: total, by: count))
  }
}

extension Shard: CustomStringConvertible {
  public var description: String { "\(number)/\(count)" }
}
