/// How long the parts of a step took, in seconds, summed over all threads.
public struct StepWork: Hashable, Sendable, Codable {
  /// To draw architectures and prepare them, those of the next step included.
  public internal(set) var preparation = 0.0
  /// To predict parameters.
  public internal(set) var prediction = 0.0
  /// To run networks on images.
  public internal(set) var execution = 0.0
  /// To go back through networks and hypernetwork.
  public internal(set) var backward = 0.0
  /// To add gradients up, and to change the hypernetwork.
  public internal(set) var update = 0.0

  /// No work.
  public init() {}

  /// The work of two together.
  public static func + (left: StepWork, right: StepWork) -> StepWork {
    var sum = left
    sum.preparation += right.preparation
    sum.prediction += right.prediction
    sum.execution += right.execution
    sum.backward += right.backward
    sum.update += right.update
    return sum
  }
}

extension ContinuousClock.Instant {
  /// How many seconds ago this was.
  var secondsAgo: Double { (ContinuousClock.now - self) / .seconds(1) }
}
