public import Tensors

extension Tensor {
  /// Makes a tensor of independent numbers, uniform between −bound and bound.
  public init(
    uniformWithin bound: Float, shape: Shape, using generator: inout some RandomNumberGenerator
  ) {
    self.init(
      shape: shape,
      scalars: (0..<shape.count).map { _ in Float.random(in: -bound...bound, using: &generator) })
  }

  /// Makes a tensor of independent numbers from the normal distribution of mean 0.
  ///
  /// Each number is a sum of twelve uniform ones of variance 1/12: additions alone, so that a seed
  /// gives the same numbers on every machine, and close to the normal distribution up to three
  /// deviations.
  public init(
    normalWithDeviation deviation: Float, shape: Shape,
    using generator: inout some RandomNumberGenerator
  ) {
    self.init(
      shape: shape,
      scalars: (0..<shape.count).map { _ in
        let sum = (0..<12).reduce(Float(0)) { sum, _ in
          sum + Float.random(in: -0.5...0.5, using: &generator)
        }
        return deviation * sum
      })
  }
}
