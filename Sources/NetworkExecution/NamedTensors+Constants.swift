public import Autograd
public import Tensors

extension NamedTensors {
  /// The tensors as variables that stand on no tape.
  public var asConstants: [String: Variable] {
    var constants: [String: Variable] = [:]
    for (name, tensor) in self { constants[name] = Variable(tensor) }
    return constants
  }
}
