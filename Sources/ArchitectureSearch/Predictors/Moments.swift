/// The mean of some numbers, and how far they are from it.
struct Moments {
  /// Their mean; 0 for none.
  let mean: Double
  private let squares: Double
  private let count: Int

  /// Measures numbers.
  init(_ numbers: [Double]) {
    count = numbers.count
    let mean = numbers.reduce(0, +) / Double(max(1, count))
    self.mean = mean
    squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  /// The root of their mean square difference from the mean.
  var deviation: Double { (squares / Double(max(1, count))).squareRoot() }

  /// What they say of the variance of all numbers that they are drawn from: squares over count − 1.
  var sampleVariance: Double { squares / Double(max(1, count - 1)) }
}
