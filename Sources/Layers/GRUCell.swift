public import Autograd
public import Tensors

/// One step of a gated recurrent unit.
///
/// Parameters, as PyTorch lays them out: `weight_ih` (3·width, inputs), `weight_hh`
/// (3·width, width), `bias_ih` (3·width) and `bias_hh` (3·width), each with the rows of the gates
/// in the order r, z, n. There are two biases because r acts on the second alone.
///
/// Source: Cho et al. (arXiv:1406.1078), with the reset gate behind the hidden weight.
public struct GRUCell: Layer {
  /// The gates' part that the input decides, all three in one map.
  public let inputGates: Linear
  /// The gates' part that the state decides, all three in one map.
  public let hiddenGates: Linear

  /// Takes the layer from a checkpoint, where it is named `prefix`.
  ///
  /// - Throws: ``ParameterError``.
  public init(
    named prefix: String, inputs: Int, width: Int, from tensors: NamedTensors
  ) throws(ParameterError) {
    func gates(_ suffix: String, inputs: Int) throws(ParameterError) -> Linear {
      Linear(
        weight: try Parameter(
          named: "\(prefix).weight_\(suffix)", shaped: [3 * width, inputs], from: tensors),
        bias: try Parameter(
          named: "\(prefix).bias_\(suffix)", shaped: [3 * width], from: tensors))
    }
    inputGates = try gates("ih", inputs: inputs)
    hiddenGates = try gates("hh", inputs: width)
  }

  /// Draws the parameters uniformly between ±1/√width, as PyTorch does.
  public init(
    named prefix: String, inputs: Int, width: Int,
    using generator: inout some RandomNumberGenerator
  ) {
    let bound = 1 / Float(max(1, width)).squareRoot()
    func parameter(_ name: String, _ shape: Shape) -> Parameter {
      Parameter(
        name: "\(prefix).\(name)",
        value: Tensor(uniformWithin: bound, shape: shape, using: &generator))
    }
    inputGates = Linear(
      weight: parameter("weight_ih", [3 * width, inputs]),
      bias: parameter("bias_ih", [3 * width]))
    hiddenGates = Linear(
      weight: parameter("weight_hh", [3 * width, width]),
      bias: parameter("bias_hh", [3 * width]))
  }

  /// The length of a state.
  public var width: Int { hiddenGates.inputs }

  public var parameters: [Parameter] { inputGates.parameters + hiddenGates.parameters }

  /// The states that follow `hidden` (rows, width) upon `input` (rows, inputs): (rows, width).
  public func callAsFunction(_ input: Variable, hidden: Variable) -> Variable {
    let tape = input.tape ?? hidden.tape
    return hidden.gatedUpdate(
      inputGates: inputGates(input, on: tape), hiddenGates: hiddenGates(hidden, on: tape))
  }
}
