import Randomness
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
  public init(
    normalWithDeviation deviation: Float, shape: Shape,
    using generator: inout some RandomNumberGenerator
  ) {
    let scalars = numbers(shape.count, using: &generator) {
      deviation * $0.nextNormal()
    } or: {
      deviation * $0.nextNormal()
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
