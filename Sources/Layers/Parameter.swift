public import Autograd
public import Tensors

/// A tensor that training may change, and its name.
///
/// A parameter is a plain value. It joins a tape only where a layer meets an input that stands on
/// one, and its gradient is then known by its name.
public struct Parameter: Sendable {
  /// The name in checkpoints and among gradients, for example `gnn.gru.weight_ih`.
  public let name: String

  /// The numbers.
  public var value: Tensor

  /// Makes a parameter.
  public init(name: String, value: Tensor) {
    self.name = name
    self.value = value
  }

  /// The parameter as a variable: watched by the tape, or a constant without one.
  public func tracked(on tape: Tape?) -> Variable {
    tape?.watch(value, named: name) ?? Variable(value)
  }
}
