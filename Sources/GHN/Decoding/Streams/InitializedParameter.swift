public import ArchDAG
import Randomness
public import Tensors

/// A parameter that stays unpredicted, with the values that a framework would begin with.
///
/// Each number follows from the seed, the name and its index alone, whatever the pieces in which
/// they are asked for.
public struct InitializedParameter: ParameterStream {
  /// The parameter.
  public let parameter: UnpredictedParameter

  private let seed: UInt64

  /// Makes the parameter's initial values.
  ///
  /// - Precondition: the parameter is initialized, and does not keep the numbers of its file.
  public init(_ parameter: UnpredictedParameter, seed: UInt64) {
    precondition(
      parameter.initialization != .asInFile, "'\(parameter.name)' keeps the numbers of its file")
    self.parameter = parameter
    self.seed = SplitMix64.seed(seed, named: parameter.name)
  }

  public var name: String { parameter.name }

  public var shape: Shape { parameter.shape }

  public func write(_ range: Range<Int>, into scalars: inout MutableSpan<Float>) {
    for (position, index) in range.enumerated() {
      switch parameter.initialization {
      case .constant(let value):
        scalars[position] = value
      case .asInFile:
        preconditionFailure("'\(name)' keeps the numbers of its file")
      case .uniform(let bound):
        var generator = SplitMix64(seed: seed, at: index)
        scalars[position] = Float.random(in: -bound...bound, using: &generator)
      case .normal(let deviation):
        var generator = SplitMix64(seed: seed, at: index)
        scalars[position] = deviation * generator.nextNormalOfFourDraws()
      }
    }
  }
}
