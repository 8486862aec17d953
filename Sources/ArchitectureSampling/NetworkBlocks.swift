public import ArchDAG
import Synchronization

/// The first networks of a split in blocks, which may be built in any order and at the same time.
///
/// Networks follow from one sequence of random numbers: whoever builds a block draws the candidates
/// before it too, which is cheap, and builds none of them. The networks are those of
/// ``ArchitectureSplit/forEachNetwork(_:seed:classCount:_:)``.
public struct NetworkBlocks: Sendable {
  /// How many blocks there are.
  public let count: Int

  private let make: @Sendable (Int) throws(ArchitectureSourceError) -> [DrawnNetwork]

  /// Prepares to draw networks.
  ///
  /// - Parameters:
  ///   - split: the split.
  ///   - networkCount: how many networks there are to be.
  ///   - size: how many a block has, but for the last.
  ///   - seed: what they follow from; `nil` for the split's own seed.
  ///   - classCount: how many classes they tell apart.
  /// - Precondition: a block has a network at least.
  public init(
    of split: ArchitectureSplit, networkCount: Int, size: Int = 16, seed: UInt64? = nil,
    classCount: Int
  ) {
    precondition(size > 0, "blocks of \(size) networks")
    count = (networkCount + size - 1) / size
    make = Self.makeBlock(
      split.space, named: split.name, seed: seed ?? split.seed, networkCount: networkCount,
      size: size, classCount: classCount)
  }

  /// The networks of a block.
  ///
  /// - Throws: `ArchitectureSourceError`, with the number of the network that cannot be built.
  public func networks(ofBlock block: Int) throws(ArchitectureSourceError) -> [DrawnNetwork] {
    try make(block)
  }

  private static func makeBlock<Space: ArchitectureSpace>(
    _ space: Space, named name: String, seed: UInt64, networkCount: Int, size: Int, classCount: Int
  ) -> @Sendable (Int) throws(ArchitectureSourceError) -> [DrawnNetwork] {
    let starts = BlockStarts(ArchitectureSampler(space: space, seed: seed), size: size)
    return { block throws(ArchitectureSourceError) in
      var sampler = starts.sampler(ofBlock: block)
      var networks: [DrawnNetwork] = []
      for index in block * size..<min(networkCount, (block + 1) * size) {
        let title = "\(name)[\(index)]"
        do throws(ArchitectureError) {
          networks.append(
            try DrawnNetwork(sampler.next(), of: space, classCount: classCount, name: title))
        } catch {
          throw .malformed(source: title, error)
        }
      }
      return networks
    }
  }
}

/// Where in its sequence a sampler begins each block.
private final class BlockStarts<Space: ArchitectureSpace>: Sendable {
  private let size: Int
  private let samplers: Mutex<[ArchitectureSampler<Space>]>

  init(_ sampler: ArchitectureSampler<Space>, size: Int) {
    self.size = size
    samplers = Mutex([sampler])
  }

  /// The sampler whose next candidate is the first of a block.
  func sampler(ofBlock block: Int) -> ArchitectureSampler<Space> {
    samplers.withLock { samplers in
      while samplers.count <= block {
        var sampler = samplers[samplers.count - 1]
        for _ in 0..<size { _ = sampler.next() }
        samplers.append(sampler)
      }
      return samplers[block]
    }
  }
}
