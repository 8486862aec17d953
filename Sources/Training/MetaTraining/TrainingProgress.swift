public import ImageData
import Randomness

/// How far a training has come: all that decides how it goes on, beside parameters and moments.
public struct TrainingProgress: Hashable, Sendable, Codable {
  /// How many steps were made, those without effect among them.
  public internal(set) var step = 0
  /// How many seconds they took.
  public internal(set) var seconds = 0.0
  /// How many architectures were met.
  public internal(set) var architectureCount = 0
  /// Which images come next.
  public internal(set) var images: BatchSampler.State
  /// Which images come next of each further data set; `nil` where there is none.
  public internal(set) var furtherImages: [BatchSampler.State]?
  /// What the schedule's learning rate is multiplied by, after roll-backs.
  public internal(set) var rateFactor = 1.0
  /// How many of the last steps in a row had no effect.
  public internal(set) var failuresInARow = 0
  /// How many networks were left out, as they could not be built or run, or their numbers were not
  /// finite.
  public internal(set) var skippedNetworks = 0
  /// How many steps had no effect.
  public internal(set) var skippedSteps = 0
  /// How many times the training went back to an earlier state.
  public internal(set) var rollBacks = 0
  /// The best validation so far.
  public internal(set) var best: Best?

  /// A validation, and when it was.
  public struct Best: Hashable, Sendable, Codable {
    /// The mean accuracy in percent.
    public let top1: Double
    /// After how many steps.
    public let step: Int
  }

  /// The beginning that a seed determines, with so many further data sets.
  init(seed: UInt64, furtherSets: Int = 0) {
    images = BatchSampler.State(seed: seed)
    if furtherSets > 0 {
      furtherImages = (1...furtherSets).map { BatchSampler.State(seed: SplitMix64.seed(seed, $0)) }
    }
  }
}
