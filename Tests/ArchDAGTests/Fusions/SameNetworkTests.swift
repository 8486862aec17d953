import ArchDAG
import Foundation
import Tensors
import Testing

/// The same network has one graph, whatever file it comes from.
@Suite struct SameNetworkTests {
  /// A block of a transformer in ONNX, with everything written out that exporters write out.
  private static var onnx: ONNXSketch {
    var sketch = ONNXSketch(operatorSet: 13)
    sketch.input("x", [2, 5, 8])
    for (name, value) in [("eps", Float(1e-5)), ("2", 2), ("1", 1), ("half", 0.5)] {
      sketch.real(name, value)
    }
    sketch.real("root", Float(2).squareRoot())
    for name in ["norm.weight", "norm.bias", "fc.bias"] { sketch.parameter(name, [8]) }
    sketch.parameter("fc.weight", [8, 8])
    let last = ONNXSketch.attribute("axes", [2])
    sketch.node("ReduceMean", ["x"], ["mean"], last)
    sketch.node("Sub", ["x", "mean"], ["d"])
    sketch.node("Mul", ["d", "d"], ["p"])
    sketch.node("ReduceMean", ["p"], ["v"], last)
    sketch.node("Add", ["v", "eps"], ["e"])
    sketch.node("Sqrt", ["e"], ["r"])
    sketch.node("Div", ["d", "r"], ["n"])
    sketch.node("Mul", ["n", "norm.weight"], ["s"])
    sketch.node("Add", ["s", "norm.bias"], ["normed"])
    sketch.node("Transpose", ["fc.weight"], ["t"], ONNXSketch.attribute("perm", [1, 0]))
    sketch.node("MatMul", ["normed", "t"], ["product"])
    sketch.node("Add", ["fc.bias", "product"], ["h"])
    sketch.node("Div", ["h", "root"], ["scaled"])
    sketch.node("Erf", ["scaled"], ["erf"])
    sketch.node("Add", ["erf", "1"], ["o"])
    sketch.node("Mul", ["h", "o"], ["m"])
    sketch.node("Mul", ["m", "half"], ["y"])
    sketch.output("y")
    return sketch
  }

  /// The same, put together operation by operation, as JSON.
  private static func json() throws -> [UInt8] {
    var builder = ArchitectureBuilder(name: "sketch")
    let x = builder.addInput(name: "x", extents: [2, 5, 8])
    let scale = try builder.addParameter(name: "norm.weight", shape: [8])
    let shift = try builder.addParameter(name: "norm.bias", shape: [8])
    let bias = try builder.addParameter(name: "fc.bias", shape: [8])
    let weight = try builder.addParameter(name: "fc.weight", shape: [8, 8])
    func number(_ value: Float, _ name: String) -> ValueID {
      builder.addConstant(.reals([value]), name: name, extents: [])
    }
    func add(
      _ kind: OperationKind, _ name: String, _ inputs: ValueID...
    ) throws -> ValueID {
      let extents = kind.resultExtents(of: inputs.map { builder[$0].extents })
      return try builder.addOperation(kind, name: name, inputs: inputs, extents: extents[0])
    }
    let mean = try add(.mean(axes: [-1], keepsAxes: true), "mean", x)
    let d = try add(.arithmetic(.subtract), "d", x, mean)
    let square = try add(.arithmetic(.power), "p", d, number(2, "2"))
    let variance = try add(.mean(axes: [-1], keepsAxes: true), "v", square)
    let stable = try add(.arithmetic(.add), "e", number(1e-5, "eps"), variance)
    let root = try add(.elementwise(.squareRoot), "r", stable)
    let normed = try add(.arithmetic(.divide), "n", d, root)
    let scaled = try add(.arithmetic(.multiply), "s", scale, normed)
    let shifted = try add(.arithmetic(.add), "normed", shift, scaled)
    let transposed = try add(.transpose(permutation: [1, 0]), "t", weight)
    let product = try add(.matrixProduct, "product", shifted, transposed)
    let h = try add(.arithmetic(.add), "h", product, bias)
    let small = try add(.arithmetic(.multiply), "scaled", h, number(Float(0.5).squareRoot(), "√½"))
    let error = try add(.elementwise(.errorFunction), "erf", small)
    let onePlus = try add(.arithmetic(.add), "o", error, number(1, "1"))
    let half = try add(.arithmetic(.multiply), "half h", number(0.5, "half"), h)
    let y = try add(.arithmetic(.multiply), "y", half, onePlus)
    return try builder.finish(outputs: [y]).json()
  }

  @Test("norms, layers and activations that are written out are one each, in ONNX and in JSON")
  func writtenOut() throws {
    let fromONNX = try Self.onnx.architecture
    let fromJSON = try Architecture(json: try Self.json())
    let expected: [OperationKind] = [
      .layerNorm(axis: -1, epsilon: 1e-5), .linear(.outputFirst),
      .activation(.gelu(isApproximate: false)),
    ]
    #expect(fromONNX.kinds == expected)
    #expect(fromJSON.kinds == expected)
    #expect(fromONNX.operandNames == fromJSON.operandNames)
    let graphs = [ArchitectureGraph(fromONNX), ArchitectureGraph(fromJSON)]
    #expect(graphs[0].nodes == graphs[1].nodes && graphs[0].edges == graphs[1].edges)
  }

  @Test("a weight that claims to be the transpose of no matrix stays as it is written")
  func transposeOfNoMatrix() throws {
    var builder = ArchitectureBuilder(name: "claim")
    let x = builder.addInput(name: "x", extents: [2, 3])
    let weight = try builder.addParameter(name: "w", shape: [3, 4, 5])
    let claimed = try builder.addOperation(
      .transpose(permutation: [1, 0]), name: "t", inputs: [weight], extents: [4, 3])
    let y = try builder.addOperation(.linear(.outputFirst), name: "y", inputs: [x, claimed])
    let json = try builder.finish(outputs: [y]).json()
    #expect(
      try Architecture(json: json).kinds == [
        .transpose(permutation: [1, 0]), .linear(.outputFirst),
      ])
  }

  @Test("reading what was joined joins nothing more")
  func isIdempotent() throws {
    let architecture = try Architecture(json: try Self.json())
    #expect(try Architecture(json: architecture.json()) == architecture)
  }

  @Test(
    "a network of an ONNX file, its nodes as they are written in JSON, has the graph of the file",
    arguments: ["resnet50-32", "densenet121-32", "mobilenet_v2-32", "vit-32"])
  func examples(name: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Examples/\(name).onnx")
    let bytes = Array(try Data(contentsOf: file))
    let expected = ArchitectureGraph(try Architecture(onnx: bytes, name: name))
    let written = try Architecture.asWritten(onnx: bytes, name: name)
    let found = ArchitectureGraph(try Architecture(json: written.json()))
    #expect(found.nodes == expected.nodes)
    #expect(found.edges == expected.edges)
  }
}
