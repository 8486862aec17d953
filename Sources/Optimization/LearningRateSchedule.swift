#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the learning rate changes while training goes on.
///
/// At the progress t, from 0 to 1: r(t) = base·(f + (1 − f)·½(1 + cos πt)) for the cosine that ends at
/// the fraction f of the base; times (step + 1)/warmUp before the end of the warm-up.
///
/// Source: Loshchilov, Hutter (arXiv:1608.03983), Eq. 5, without restarts.
public struct LearningRateSchedule: Hashable, Sendable, Codable {
  /// The form of the decay.
  public enum Decay: String, Hashable, Sendable, Codable, CaseIterable {
    /// None.
    case constant
    /// Along half a wave of the cosine.
    case cosine
  }

  /// How long training takes.
  public enum Length: Hashable, Sendable, Codable {
    /// So many steps, however long they take.
    case steps(Int)
    /// So many minutes, however many steps they hold; those before an interruption count.
    case minutes(Double)
  }

  /// The learning rate at the beginning.
  public var base: Double
  /// The form of the decay.
  public var decay: Decay
  /// How long training takes.
  public var length: Length
  /// Over how many steps the rate rises at first.
  public var warmUpSteps: Int
  /// The fraction of the base at which the decay ends.
  public var finalFraction: Double

  /// Makes a schedule.
  public init(
    base: Double, decay: Decay = .cosine, length: Length, warmUpSteps: Int = 0,
    finalFraction: Double = 0
  ) {
    self.base = base
    self.decay = decay
    self.length = length
    self.warmUpSteps = warmUpSteps
    self.finalFraction = finalFraction
  }

  /// How much of the training is behind us, from 0 to 1.
  ///
  /// - Parameters:
  ///   - step: how many steps were made.
  ///   - seconds: how many seconds they took.
  /// - Returns: the fraction that is done.
  public func progress(step: Int, seconds: Double) -> Double {
    let progress =
      switch length {
      case .steps(let count): Double(step) / Double(max(1, count))
      case .minutes(let minutes): minutes > 0 ? seconds / (60 * minutes) : 1
      }
    return min(1, max(0, progress))
  }

  /// The learning rate of the step after `step` steps that took so many seconds.
  public func rate(step: Int, seconds: Double) -> Double {
    let wave = 0.5 * (1 + cos(Double.pi * progress(step: step, seconds: seconds)))
    let decayed =
      switch decay {
      case .constant: base
      case .cosine: base * (finalFraction + (1 - finalFraction) * wave)
      }
    return step < warmUpSteps ? decayed * Double(step + 1) / Double(warmUpSteps) : decayed
  }
}
