/// What became of a network in a step.
public enum NetworkOutcome: Hashable, Sendable, Codable {
  /// It counts: its loss, how many of its images were classified rightly, and the family or split
  /// that it is reported under, if any.
  case counted(loss: Double, correct: Int, imageCount: Int, group: String? = nil)
  /// Its loss or its gradient is not finite.
  case notFinite(name: String)
  /// The network of this index among the architectures cannot be built, or cannot be run.
  case unfit(index: Int, reason: String)
}

/// Why a network cannot be trained on, in words.
struct UnfitNetwork: Error, Hashable, Sendable {
  let reason: String
}
