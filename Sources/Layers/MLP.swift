public import Autograd
public import Tensors

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

  /// Takes the layer from a checkpoint, where its maps are named `prefix.0`, `prefix.2`, ….
  ///
  /// The numbers between belong to the activations. The checkpoint decides on the widths between
  /// the maps and, if `outputs` is `nil`, on that of the last one.
  ///
  /// - Throws: ``ParameterError``.
  public init(
    named prefix: String, layers count: Int, inputs: Int, outputs: Int?, output: Output,
    from tensors: NamedTensors
  ) throws(ParameterError) {
    var layers: [Linear] = []
    for index in 0..<count {
      layers.append(
        try Linear(
          named: "\(prefix).\(2 * index)", inputs: layers.last?.outputs ?? inputs,
          outputs: index == count - 1 ? outputs : nil, from: tensors))
    }
    self.init(layers: layers, output: output)
  }

  /// Draws the parameters of maps between these widths, the number of inputs first.
  ///
  /// - Precondition: there are at least two widths.
  public init(
    named prefix: String, widths: [Int], output: Output,
    using generator: inout some RandomNumberGenerator
  ) {
    var layers: [Linear] = []
    for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
      layers.append(
        Linear(
          named: "\(prefix).\(2 * index)", inputs: inputs, outputs: outputs, using: &generator))
    }
    self.init(layers: layers, output: output)
  }

  public var parameters: [Parameter] { layers.flatMap(\.parameters) }

  /// The map of x (…, inputs): (…, outputs).
  public func callAsFunction(_ x: Variable) -> Variable {
    var x = x
    for (index, layer) in layers.enumerated() {
      x = layer(x)
      if index < layers.count - 1 || output == .rectified { x = x.relu() }
    }
    return x
  }
}
