public import ArchDAG
import Randomness

/// A network that was drawn from a space and built.
public struct DrawnNetwork: Sendable {
  /// The network.
  public let architecture: Architecture
  /// What its reports are grouped under; `nil` for nothing.
  public let family: String?

  private let text: @Sendable () throws(ArchitectureError) -> String

  init<Space: ArchitectureSpace>(
    _ candidate: Space.Candidate, of space: Space, classCount: Int, name: String
  ) throws(ArchitectureError) {
    architecture = try space.architecture(of: candidate, classCount: classCount, name: name)
    family = space.family(of: candidate)
    text = { () throws(ArchitectureError) in
      try space.json(of: candidate, classCount: classCount, name: name)
    }
  }

  /// The line of JSON that stands for the network in a list.
  public func json() throws(ArchitectureError) -> String { try text() }
}

extension ArchitectureSplit {
  /// The split's first networks, each handed to `body` as soon as it is built.
  ///
  /// They are called `small-test[0]` and so on.
  ///
  /// - Parameters:
  ///   - count: how many networks there are to be.
  ///   - seed: what they follow from; `nil` for the split's own seed.
  ///   - classCount: how many classes they tell apart.
  ///   - body: what is done with each.
  /// - Throws: what building or `body` throws.
  public func forEachNetwork(
    _ count: Int, seed: UInt64? = nil, classCount: Int, _ body: (DrawnNetwork) throws -> Void
  ) throws {
    try draw(count, from: space, seed: seed ?? self.seed, classCount: classCount, body)
  }

  /// One network that follows from a seed.
  ///
  /// - Parameters:
  ///   - seed: what it follows from.
  ///   - costRank: which part of the space is cheaper than the network, from 0 to 1.
  ///   - classCount: how many classes it tells apart.
  ///   - name: what it is called.
  /// - Returns: the network, built.
  /// - Throws: `ArchitectureError` where it cannot be built.
  public func network(
    seed: UInt64, costRank: Double, classCount: Int, name: String
  ) throws(ArchitectureError) -> DrawnNetwork {
    try draw(from: space, seed: seed, costRank: costRank, classCount: classCount, name: name)
  }

  private func draw(
    _ count: Int, from space: some ArchitectureSpace, seed: UInt64, classCount: Int,
    _ body: (DrawnNetwork) throws -> Void
  ) throws {
    var sampler = ArchitectureSampler(space: space, seed: seed)
    for index in 0..<count {
      try body(
        DrawnNetwork(
          sampler.next(), of: space, classCount: classCount, name: "\(name)[\(index)]"))
    }
  }

  private func draw(
    from space: some ArchitectureSpace, seed: UInt64, costRank: Double, classCount: Int,
    name: String
  ) throws(ArchitectureError) -> DrawnNetwork {
    var generator = SplitMix64(seed: seed)
    let candidate = space.draw(costRank: costRank, using: &generator)
    return try DrawnNetwork(candidate, of: space, classCount: classCount, name: name)
  }
}
