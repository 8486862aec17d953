public import Tensors

/// A value with named parameters and a forward rule.
public protocol Layer: Sendable {
  /// All parameters, in the order of the forward rule.
  var parameters: [Parameter] { get }
}

extension Layer {
  /// All parameters by name: what a checkpoint of this layer holds.
  public var namedTensors: NamedTensors {
    parameters.reduce(into: NamedTensors()) { $0[$1.name] = $1.value }
  }

  /// The layer that `make` makes of numbers that a generator draws.
  public static func drawn<Generator: RandomNumberGenerator>(
    using generator: inout Generator, _ make: (inout DrawnParameters<Generator>) -> Self
  ) -> Self {
    var source = DrawnParameters(using: generator)
    defer { generator = source.generator }
    return make(&source)
  }

  /// The layer that `make` makes of the tensors of a checkpoint.
  ///
  /// - Throws: ``ParameterError``.
  public static func stored(
    in tensors: NamedTensors,
    _ make: (inout StoredParameters) throws(ParameterError) -> Self
  ) throws(ParameterError) -> Self {
    var source = StoredParameters(tensors)
    return try make(&source)
  }
}
