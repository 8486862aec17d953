public import Autograd

/// Linear maps one after another, with a ReLU between each two.
public struct MLP: Layer {
  /// What follows the last linear map.
  public enum Output: Sendable {
    /// Nothing.
    case linear
    /// A ReLU.
    case rectified
  }

  public let layers: [Linear]
  public let output: Output

  /// Makes the layer from its maps.
  ///
  /// - Precondition: there is at least one, and each has as many inputs as the one before it has
  ///   outputs.
  public init(layers: [Linear], output: Output) {
    precondition(!layers.isEmpty, "an MLP without layers")
    for (first, second) in zip(layers, layers.dropFirst()) {
      precondition(first.outputs == second.inputs, "\(first.outputs) outputs to \(second.inputs)")
    }
    self.layers = layers
    self.output = output
  }

  /// Makes the layer of maps between these widths, the number of inputs first; the maps are named
  /// `prefix.0`, `prefix.2`, …, for the numbers between belong to the activations.
  ///
  /// - Precondition: there are at least two widths.
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, widths: [ParameterExtent], output: Output
  ) throws(Source.Failure) {
    var layers: [Linear] = []
    for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
      layers.append(
        try Linear(
          &source, named: "\(prefix).\(2 * index)",
          inputs: layers.last.map { .exactly($0.outputs) } ?? inputs, outputs: outputs))
    }
    self.init(layers: layers, output: output)
  }

  public var parameters: [Parameter] { layers.flatMap(\.parameters) }

  /// The map of x (…, inputs): (…, outputs).
  public func callAsFunction(_ x: Variable) -> Variable { self(x, on: x.tape) }

  /// The map of x (…, inputs), with the parameters watched on a tape even if x is a constant:
  /// (…, outputs).
  public func callAsFunction(_ x: Variable, on tape: Tape?) -> Variable {
    var x = x
    for index in layers.indices {
      x = layers[index](x, on: tape)
      if index < layers.count - 1 || output == .rectified { x = x.relu() }
    }
    return x
  }
}
