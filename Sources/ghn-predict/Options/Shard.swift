import ArgumentParser

/// One of several equal parts of a list: every n-th entry, from the i-th on.
struct Shard: ExpressibleByArgument, Sendable {
  let number: Int
  let count: Int

  /// The whole list.
  static let whole = Shard(number: 1, count: 1)

  private init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  /// How help writes the default.
  var defaultValueDescription: String { "\(number)/\(count)" }

  /// Reads `i/n`, from `1/n` to `n/n`.
  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      (1...1_000_000).contains(count), (1...count).contains(number)
    else { return nil }
    self.init(number: number, count: count)
  }

  /// The places of the part, in a list of `total` entries.
  func indices(of total: Int) -> [Int] { Array(stride(from: number - 1, to: total, by: count)) }
}
