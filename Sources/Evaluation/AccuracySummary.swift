/// Mean, standard error and best of the accuracies of several networks.
public struct AccuracySummary: Hashable, Sendable {
  /// The percentage of rightly classified images, for each network.
  public let top1: [Double]
  /// The mean over the networks, in percent; 0 for none.
  public let mean: Double
  /// The standard error of the mean; 0 for a single network.
  public let standardError: Double
  /// The accuracy of the best network; 0 for none.
  public let best: Double

  /// Sums up accuracies in percent, one for each network.
  public init(_ top1: [Double]) {
    self.top1 = top1
    let estimate = MeanEstimate(top1)
    mean = estimate.value
    standardError = estimate.standardError
    best = top1.max() ?? 0
  }
}
