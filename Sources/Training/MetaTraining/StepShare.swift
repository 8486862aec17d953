/// The part of a step's networks that one of several processes takes over.
public struct StepShare: Hashable, Sendable {
  /// Which of the parts this is, from 0.
  public let number: Int
  /// How many parts there are.
  public let count: Int

  /// All networks.
  public static let whole = StepShare(number: 0, count: 1)

  /// Makes a share.
  ///
  /// - Precondition: `number` is one of `count` numbers from 0.
  public init(number: Int, count: Int) {
    precondition((0..<count).contains(number), "part \(number) of \(count)")
    self.number = number
    self.count = count
  }

  /// The numbers of the networks, out of `total`: neighbors, so that sums in the order of the parts
  /// are sums in the order of the networks.
  public func numbers(of total: Int) -> Range<Int> {
    total * number / count..<total * (number + 1) / count
  }
}
