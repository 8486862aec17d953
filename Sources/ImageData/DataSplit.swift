/// The two parts into which a data set is published.
public enum DataSplit: String, Hashable, Sendable, CaseIterable {
  /// The images to learn from.
  case train
  /// The images to measure with.
  case test
}
