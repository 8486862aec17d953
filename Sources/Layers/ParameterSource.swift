public import Tensors

/// Where the parameters of a layer come from: the tensors of a checkpoint, or a generator.
///
/// A layer asks its source for each parameter once, by its name and its shape. So what is drawn and
/// what is loaded cannot differ.
///
/// ```swift
/// var drawn = DrawnParameters(using: SplitMix64(seed: 1))
/// let layer = Linear(&drawn, named: "fc", inputs: 4, outputs: 2)
/// var stored = StoredParameters(layer.namedTensors)
/// let copy = try Linear(&stored, named: "fc", inputs: 4, outputs: 2)
/// ```
public protocol ParameterSource {
  /// Why a parameter cannot be had; `Never`, if each can.
  associatedtype Failure: Error

  /// The tensors that parameters are taken from; `nil` if they are drawn.
  ///
  /// Some layers are as the checkpoint has them; what they would be otherwise is what is drawn.
  var stored: NamedTensors? { get }

  /// The parameter of this name.
  ///
  /// - Parameters:
  ///   - name: the name in checkpoints.
  ///   - shape: the extent along each axis.
  ///   - distribution: what its numbers are drawn from.
  /// - Returns: the parameter.
  /// - Throws: why there is none.
  mutating func parameter(
    named name: String, shape: [ParameterExtent], distribution: ParameterDistribution
  ) throws(Failure) -> Parameter
}

/// How many elements a parameter has along an axis.
public enum ParameterExtent: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// So many.
  case exactly(Int)
  /// As many as a checkpoint says; so many where there is none.
  case stored(otherwise: Int)

  public init(integerLiteral value: Int) {
    self = .exactly(value)
  }

  /// How many there are in a parameter that is drawn.
  public var drawn: Int {
    switch self {
    case .exactly(let extent), .stored(otherwise: let extent): extent
    }
  }

  /// How many there must be in a checkpoint; `nil` if any number will do.
  public var expected: Int? {
    if case .exactly(let extent) = self { extent } else { nil }
  }
}

/// What the numbers of a parameter are drawn from.
public enum ParameterDistribution: Hashable, Sendable {
  /// All are this number.
  case constant(Float)
  /// Uniform between −bound and bound.
  case uniform(within: Float)
  /// Normal, of mean 0.
  case normal(deviation: Float)
}
