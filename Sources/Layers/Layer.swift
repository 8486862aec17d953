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
}
