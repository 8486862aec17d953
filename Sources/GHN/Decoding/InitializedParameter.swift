public import ArchDAG
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
    for (place, index) in range.enumerated() {
      switch parameter.initialization {
      case .constant(let value):
        scalars[place] = value
      case .asInFile:
        preconditionFailure("'\(name)' keeps the numbers of its file")
      case .uniform(let bound):
        var generator = self.generator(at: index)
        scalars[place] = Float.random(in: -bound...bound, using: &generator)
      case .normal(let deviation):
        var generator = self.generator(at: index)
        scalars[place] = deviation * generator.nextNormal()
      }
    }
  }

  /// A generator for one number alone.
  private func generator(at index: Int) -> SplitMix64 {
    var whole = SplitMix64(seed: seed &+ UInt64(index))
    return SplitMix64(seed: whole.next())
  }
}

extension SplitMix64 {
  /// A seed that follows from another one and a name: FNV-1a over the name's bytes.
  static func seed(_ seed: UInt64, named name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// A number from the standard normal distribution, as the sum of twelve uniform ones of variance
  /// 1/12: three in each of four draws, with 21 bits each.
  mutating func nextNormal() -> Float {
    let mask: UInt64 = 1 << 21 - 1
    var sum: UInt64 = 0
    for _ in 0..<4 {
      let bits = next()
      sum += (bits & mask) + (bits >> 21 & mask) + (bits >> 42 & mask)
    }
    return Float(Double(sum) / Double(1 << 21) - 6)
  }
}
