#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ClosedRange<Double> {
  /// The number at a part of the way from the lower to the upper bound, in equal ratios:
  /// low·(high/low)^part.
  func power(_ part: Double) -> Double {
    lowerBound * exp(part * log(upperBound / lowerBound))
  }
}
