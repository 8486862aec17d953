import ArchDAG
import Randomness
import Tensors

/// An endless sequence of random candidates of a space, determined by a seed.
///
/// ```swift
/// var sampler = ArchitectureSampler(space: DeepNetsSpace.train, seed: 1)
/// let architecture = try Architecture(sampler.next())
/// ```
public struct ArchitectureSampler<Space: ArchitectureSpace>: Sendable {
  /// The distribution from which candidates are drawn.
  public let space: Space

  private var generator: SplitMix64

  /// Begins the sequence that `seed` determines.
  public init(space: Space, seed: UInt64) {
    self.space = space
    generator = SplitMix64(seed: seed)
  }

  /// The next candidate.
  public mutating func next() -> Space.Candidate { space.draw(using: &generator) }
}
