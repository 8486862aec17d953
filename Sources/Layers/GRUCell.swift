public import Autograd

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

  /// Makes the layer whose parameters are named `prefix.…`; they are drawn uniformly between
  /// ±1/√width, as PyTorch does.
  ///
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, inputs: Int, width: Int
  ) throws(Source.Failure) {
    let distribution = ParameterDistribution.uniform(
      within: 1 / Float(max(1, width)).squareRoot())
    func gates(_ suffix: String, inputs: Int) throws(Source.Failure) -> Linear {
      Linear(
        weight: try source.parameter(
          named: "\(prefix).weight_\(suffix)",
          shape: [.exactly(3 * width), .exactly(inputs)], distribution: distribution),
        bias: try source.parameter(
          named: "\(prefix).bias_\(suffix)", shape: [.exactly(3 * width)],
          distribution: distribution))
    }
    inputGates = try gates("ih", inputs: inputs)
    hiddenGates = try gates("hh", inputs: width)
  }

  /// The length of a state.
  public var width: Int { hiddenGates.inputs }

  public var parameters: [Parameter] { inputGates.parameters + hiddenGates.parameters }

  /// The states that follow `hidden` (rows, width) upon `input` (rows, inputs): (rows, width).
  public func callAsFunction(_ input: Variable, hidden: Variable) -> Variable {
    self(input, hidden: hidden, hiddenGates: hiddenGates(hidden, on: input.tape ?? hidden.tape))
  }

  /// The same where the states' part of the gates (rows, 3·width) is known: states that do not depend
  /// on each other's inputs can have theirs from one map of all of them.
  public func callAsFunction(
    _ input: Variable, hidden: Variable, hiddenGates: Variable
  ) -> Variable {
    hidden.gatedUpdate(
      inputGates: inputGates(input, on: input.tape ?? hidden.tape), hiddenGates: hiddenGates)
  }
}
