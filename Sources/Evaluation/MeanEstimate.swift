/// The mean of several measurements, and how far it may lie from that of more.
public struct MeanEstimate: Hashable, Sendable {
  /// The mean; 0 of no measurement.
  public let value: Double
  /// Its standard error, s/√n with the deviation s for n − 1 degrees of freedom; 0 of a single one.
  public let standardError: Double

  /// Sums up measurements.
  public init(_ values: [Double]) {
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    value = mean
    standardError = values.count > 1 ? (squares / (count - 1) / count).squareRoot() : 0
  }
}
