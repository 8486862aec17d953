import ArchDAG
import Tensors

/// A few words with which a test draws a small network.
struct NetworkSketch {
  private var builder = ArchitectureBuilder(name: "sketch")

  mutating func input(_ extents: Int?...) -> ValueID {
    builder.addInput(name: "x", extents: extents)
  }

  mutating func parameter(_ name: String, _ shape: Shape) throws -> ValueID {
    try builder.addParameter(name: name, shape: shape)
  }

  mutating func constant() -> ValueID {
    builder.addConstant(.unread, name: "constant")
  }

  mutating func number(_ number: Float) throws -> ValueID {
    builder.addConstant(.reals([number]), name: "number", extents: [])
  }

  mutating func integers(_ numbers: [Int]) throws -> ValueID {
    builder.addConstant(.integers(numbers), name: "integers", extents: [numbers.count])
  }

  mutating func apply(
    _ kind: OperationKind, _ inputs: ValueID?..., extents: [Int?]? = nil
  ) throws -> ValueID {
    try builder.addOperation(kind, name: "\(kind)", inputs: inputs, extents: extents)
  }

  /// A convolution whose parameters are `name.weight` and, if wished, `name.bias`.
  mutating func convolution(
    _ x: ValueID, _ name: String, _ shape: Shape, groups: Int = 1, dilation: Int = 1,
    hasBias: Bool = false
  ) throws -> ValueID {
    let weight = try parameter("\(name).weight", shape)
    let bias = hasBias ? try parameter("\(name).bias", [shape[0]]) : nil
    let attributes = ConvolutionAttributes(
      strides: [1, 1], padding: [0, 0, 0, 0], dilations: [dilation, dilation], groups: groups)
    return try apply(.convolution(attributes), x, weight, bias)
  }

  mutating func linear(_ x: ValueID, _ name: String, _ shape: Shape) throws -> ValueID {
    let weight = try parameter("\(name).weight", shape)
    return try apply(.linear(.outputFirst), x, weight, try parameter("\(name).bias", [shape[0]]))
  }

  func graph(outputs: ValueID...) throws -> ArchitectureGraph {
    ArchitectureGraph(try builder.finish(outputs: outputs))
  }

  func architecture(outputs: ValueID...) throws -> Architecture {
    try builder.finish(outputs: outputs)
  }
}

extension ArchitectureGraph {
  /// Each node as `primitive name <- predecessors`, the shortest form that a test can state.
  var lines: [String] {
    nodes.indices.map { index in
      let node = nodes[index]
      let words = [node.primitive.rawValue] + node.parameters.map(\.name)
      let sources = edges.filter { $0.target == index }.map { "\($0.source)" }
      return words.joined(separator: " ")
        + (sources.isEmpty ? "" : " <- " + sources.joined(separator: " "))
    }
  }
}
