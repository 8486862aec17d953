public import Tensors

extension Tensor {
  /// Makes a tensor of independent numbers, uniform between −bound and bound.
  public init(
    uniformWithin bound: Float, shape: Shape, using generator: inout some RandomNumberGenerator
  ) {
    let scalars = numbers(shape.count, using: &generator) {
      Float.random(in: -bound...bound, using: &$0)
    } or: {
      Float.random(in: -bound...bound, using: &$0)
    }
    self.init(shape: shape, scalars: scalars)
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
    let scalars = numbers(shape.count, using: &generator) { generator in
      deviation
        * (0..<12).reduce(Float(0)) { sum, _ in
          sum + Float.random(in: -0.5...0.5, using: &generator)
        }
    } or: { generator in
      deviation
        * (0..<12).reduce(Float(0)) { sum, _ in
          sum + Float.random(in: -0.5...0.5, using: &generator)
        }
    }
    self.init(shape: shape, scalars: scalars)
  }
}

/// Numbers that are drawn one after another.
///
/// `drawQuickly` does what `draw` does, for the generator that nearly everybody passes: there the
/// compiler knows the generator, which a largest GHN's 654 million numbers need.
private func numbers<Generator: RandomNumberGenerator>(
  _ count: Int, using generator: inout Generator,
  quickly drawQuickly: (inout SplitMix64) -> Float,
  or draw: (inout Generator) -> Float
) -> [Float] {
  guard var known = generator as? SplitMix64 else {
    return (0..<count).map { _ in draw(&generator) }
  }
  let numbers = (0..<count).map { _ in drawQuickly(&known) }
  if let known = known as? Generator { generator = known }
  return numbers
}
