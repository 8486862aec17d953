public import Evaluation

/// How the accuracy of a network changed while it was trained.
public struct FineTunedNetwork: Sendable {
  /// How well a network does at some time of its training.
  public struct Test: Sendable {
    /// How many epochs have gone by.
    public let epochs: Double
    /// How well the network does.
    public let measured: FineTuner.Measurement
  }

  /// What is known of an epoch.
  public struct Epoch: Sendable {
    /// What it was like.
    public let learned: FineTuner.EpochReport
    /// How well the network does after it.
    public let after: FineTuner.Measurement
    /// The tests before its end, as many as were asked for.
    public let during: [Test]
  }

  /// Which of the networks it is; names may occur twice.
  public let networkIndex: Int
  /// What reports call the network.
  public let title: String
  /// The list or split that the network is one of; `nil` for a network on its own.
  public let group: String?
  /// Where its first parameters came from.
  public let initialization: NetworkInitialization
  /// How many trainable parameters it has.
  public let parameterCount: Int
  /// The extents of an image as the network takes it.
  public let imageExtents: [Int]
  /// How well it did before the training.
  public let before: FineTuner.Measurement
  /// Its epochs so far.
  public internal(set) var epochs: [Epoch] = []

  /// How well it does in the end.
  public var after: FineTuner.Measurement { epochs.last?.after ?? before }

  /// All tests, from the one before the training on.
  public var course: [Test] {
    [Test(epochs: 0, measured: before)]
      + epochs.flatMap { epoch in
        epoch.during + [Test(epochs: Double(epoch.learned.epoch), measured: epoch.after)]
      }
  }

  /// How long all epochs took.
  public var seconds: Double { epochs.reduce(0) { $0 + $1.learned.seconds } }
}
