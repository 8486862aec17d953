/// A value of shape (N, channels, height, width), of which all but N is known.
package struct FeatureMap: Hashable, Sendable {
  /// The value in the architecture under construction.
  package let id: ValueID
  package let channels: Int
  package let height: Int
  package let width: Int
}

/// The norm that follows the convolutions of a network.
public enum Normalization: String, Hashable, Sendable, CaseIterable {
  /// No norm at all.
  case none
  /// Batch norm by the statistics of the batch at hand.
  case batch = "bn"
  /// Batch norm that tracks running statistics, which are buffers of the network.
  case trackedBatch = "bn-track"
}
