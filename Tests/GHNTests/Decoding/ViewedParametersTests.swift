import ArchDAG
import Autograd
import GHN
import Tensors
import Testing

/// Weights that a file keeps otherwise than its layers read them, against the plain network.
@Suite struct ViewedParametersTests {
  /// How a file keeps the kernel of shape (8, 3, 3, 3), and what of the plain one it must hold.
  struct Form: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Adds the parameters and what makes the kernel of them.
    let build: @Sendable (inout ArchitectureBuilder) throws -> ValueID
    /// The parameters that the plain kernel (o, i, h, w) calls for.
    let expected: @Sendable ((Int, Int, Int, Int) -> Float) -> [(name: String, numbers: [Float])]
  }

  private static func indices(_ extents: Int...) -> [[Int]] {
    extents.reduce([[]]) { all, extent in
      all.flatMap { place in (0..<extent).map { place + [$0] } }
    }
  }

  static let forms: [Form] = [
    Form(testDescription: "as JAX and TensorFlow keep it, (h, w, i, o)") { builder in
      let kernel = try builder.addParameter(name: "kernel", shape: [3, 3, 3, 8])
      return try builder.addOperation(
        .transpose(permutation: [3, 2, 0, 1]), name: "t", inputs: [kernel])
    } expected: { plain in
      [("kernel", indices(3, 3, 3, 8).map { plain($0[3], $0[2], $0[0], $0[1]) })]
    },
    Form(testDescription: "as a matrix (i·h·w, o)") { builder in
      let kernel = try builder.addParameter(name: "kernel", shape: [27, 8])
      let t = try builder.addOperation(
        .transpose(permutation: [1, 0]), name: "t", inputs: [kernel])
      return try builder.addOperation(.reshape(extents: [8, 3, 3, -1]), name: "r", inputs: [t])
    } expected: { plain in
      [("kernel", indices(3, 3, 3, 8).map { plain($0[3], $0[0], $0[1], $0[2]) })]
    },
    Form(testDescription: "in two parts") { builder in
      let a = try builder.addParameter(name: "a", shape: [8, 2, 3, 3])
      let b = try builder.addParameter(name: "b", shape: [8, 1, 3, 3])
      return try builder.addOperation(.concatenation(axis: 1), name: "c", inputs: [a, b])
    } expected: { plain in
      [
        ("a", indices(8, 2, 3, 3).map { plain($0[0], $0[1], $0[2], $0[3]) }),
        ("b", indices(8, 1, 3, 3).map { plain($0[0], 2 + $0[1], $0[2], $0[3]) }),
      ]
    },
    Form(testDescription: "as part of a larger one") { builder in
      let whole = try builder.addParameter(name: "whole", shape: [8, 5, 3, 3])
      return try builder.addOperation(
        .slice([AxisSlice(axis: 1, start: 1, end: 4, step: 1)]), name: "s", inputs: [whole])
    } expected: { plain in
      [
        (
          "whole",
          indices(8, 5, 3, 3).map {
            (1..<4).contains($0[1]) ? plain($0[0], $0[1] - 1, $0[2], $0[3]) : 0
          }
        )
      ]
    },
    Form(testDescription: "multiplied by a number") { builder in
      let kernel = try builder.addParameter(name: "kernel", shape: [8, 3, 3, 3])
      let half = builder.addConstant(.reals([0.5]), name: "half", extents: [])
      return try builder.addOperation(.arithmetic(.multiply), name: "m", inputs: [kernel, half])
    } expected: { plain in
      [("kernel", indices(8, 3, 3, 3).map { 2 * plain($0[0], $0[1], $0[2], $0[3]) })]
    },
    Form(testDescription: "as 3 − 2 · −kernel, limited and rounded") { builder in
      var value = try builder.addParameter(name: "kernel", shape: [8, 3, 3, 3])
      let three = builder.addConstant(.reals([3]), name: "three", extents: [])
      let two = builder.addConstant(.reals([2]), name: "two", extents: [1])
      for kind in [
        OperationKind.elementwise(.negate), .elementwise(.round),
        .activation(.clip(minimum: -1, maximum: 1)),
      ] {
        value = try builder.addOperation(kind, name: "\(kind)", inputs: [value])
      }
      value = try builder.addOperation(.arithmetic(.multiply), name: "m", inputs: [two, value])
      return try builder.addOperation(.arithmetic(.subtract), name: "s", inputs: [three, value])
    } expected: { plain in
      // The layer reads 3 + 2 · kernel.
      [("kernel", indices(8, 3, 3, 3).map { (plain($0[0], $0[1], $0[2], $0[3]) - 3) / 2 })]
    },
    Form(testDescription: "by weight normalization") { builder in
      let g = try builder.addParameter(name: "g", shape: [8, 1, 1, 1])
      let v = try builder.addParameter(name: "v", shape: [8, 3, 3, 3])
      let norm = try builder.addOperation(
        .unrecognized(type: "ReduceL2"), name: "n", inputs: [v], extents: [8, 1, 1, 1])
      let unit = try builder.addOperation(.arithmetic(.divide), name: "d", inputs: [v, norm])
      return try builder.addOperation(.arithmetic(.multiply), name: "m", inputs: [unit, g])
    } expected: { plain in
      let v = indices(8, 3, 3, 3).map { plain($0[0], $0[1], $0[2], $0[3]) }
      return [
        (
          "g",
          (0..<8).map { o in
            Float(v[27 * o..<27 * o + 27].reduce(0.0) { $0 + Double($1 * $1) }.squareRoot())
          }
        ), ("v", v),
      ]
    },
    Form(testDescription: "standardized, with the scale of a batch norm") { builder in
      let w = try builder.addParameter(name: "w", shape: [8, 3, 3, 3])
      let g = try builder.addParameter(name: "g", shape: [8])
      let rows = try builder.addOperation(
        .reshape(extents: [1, 8, 27]), name: "r", inputs: [w], extents: [1, 8, 27])
      let norm = try builder.addOperation(
        .batchNorm(epsilon: 1e-5), name: "n", inputs: [rows, g], extents: [1, 8, 27])
      return try builder.addOperation(
        .reshape(extents: [8, 3, 3, 3]), name: "k", inputs: [norm], extents: [8, 3, 3, 3])
    } expected: { plain in
      let w = indices(8, 3, 3, 3).map { plain($0[0], $0[1], $0[2], $0[3]) }
      let deviations = (0..<8).map { o in
        let part = w[27 * o..<27 * o + 27].map(Double.init)
        let mean = part.reduce(0, +) / 27
        return Float((part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 27).squareRoot())
      }
      return [("g", deviations), ("w", w)]
    },
  ]

  /// A convolution with this kernel, a norm, and a class layer kept as (in, out) behind a reshape.
  private func network(
    _ kernel: (inout ArchitectureBuilder) throws -> ValueID
  ) throws -> Architecture {
    var builder = ArchitectureBuilder(name: "net")
    let x = builder.addInput(name: "x", extents: [nil, 3, 8, 8])
    let weight = try kernel(&builder)
    let attributes = ConvolutionAttributes(
      strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], groups: 1)
    let y = try builder.addOperation(
      .convolution(attributes), name: "conv", inputs: [x, weight], extents: [nil, 8, 8, 8])
    let scale = try builder.addParameter(name: "scale", shape: [8])
    let shift = try builder.addParameter(name: "shift", shape: [8])
    let norm = try builder.addOperation(
      .batchNorm(epsilon: 1e-5), name: "bn", inputs: [y, scale, shift])
    let pooled = try builder.addOperation(.globalAveragePool, name: "pool", inputs: [norm])
    let flat = try builder.addOperation(.flatten(axis: 1), name: "flat", inputs: [pooled])
    let fc = try builder.addParameter(name: "fc", shape: [10, 8])
    let bias = try builder.addParameter(name: "fc.bias", shape: [10])
    let logits = try builder.addOperation(
      .linear(.outputFirst), name: "fc", inputs: [flat, fc, bias])
    return try builder.finish(outputs: [logits])
  }

  @Test("the layer reads what it would in the plain network", arguments: forms)
  func agreesWithThePlainNetwork(form: Form) throws {
    let ghn = smallNetwork()
    let plain = try ghn.predictParameters(
      for: network { try $0.addParameter(name: "kernel", shape: [8, 3, 3, 3]) })
    let kernel = try #require(plain.parameters["kernel"])
    let expected = form.expected { o, i, h, w in kernel.scalars[((o * 3 + i) * 3 + h) * 3 + w] }
    let architecture = try network(form.build)
    let prepared = try ghn.prepare(architecture)
    let found = prepared.prediction()
    #expect(found.unpredicted.isEmpty)
    for (name, numbers) in expected {
      let tensor = try #require(found.parameters[name])
      // A difference has the rounding of what it is one of.
      #expect(
        zip(tensor.scalars, numbers).allSatisfy { abs($0 - $1) <= 1e-6 * max(abs($1), 1) },
        "\(name)")
      #expect(tensor.shape.count == numbers.count)
    }
    for name in ["scale", "shift", "fc", "fc.bias"] {
      #expect(found.parameters[name] == plain.parameters[name], "\(name)")
    }
    // Variables, which training differentiates, are the same.
    let variables = prepared.variables(on: Tape()).byName
    for (name, tensor) in found.parameters {
      let variable = try #require(variables[name]).value
      #expect(variable.shape == tensor.shape)
      #expect(
        zip(variable.scalars, tensor.scalars).allSatisfy { abs($0 - $1) <= 1e-6 + 1e-5 * abs($1) },
        "\(name)")
    }
  }

  @Test("gradients flow through a view to what the layer reads")
  func gradients() throws {
    // Of eight numbers the middle ones, as columns of a matrix (2, 3) that is multiplied by ⅓.
    var builder = ArchitectureBuilder(name: "net")
    let x = builder.addInput(name: "x", extents: [nil, 3])
    let p = try builder.addParameter(name: "p", shape: [8])
    let middle = AxisSlice(axis: 0, start: 1, end: 7, step: 1)
    let s = try builder.addOperation(.slice([middle]), name: "s", inputs: [p])
    let r = try builder.addOperation(.reshape(extents: [3, 2]), name: "r", inputs: [s])
    let t = try builder.addOperation(.transpose(permutation: [1, 0]), name: "t", inputs: [r])
    let third = builder.addConstant(.reals([1.0 / 3]), name: "third", extents: [])
    let w = try builder.addOperation(.arithmetic(.multiply), name: "w", inputs: [third, t])
    let y = try builder.addOperation(.linear(.outputFirst), name: "y", inputs: [x, w])
    let graph = ArchitectureGraph(try builder.finish(outputs: [y]))
    let view = try #require(graph.nodes.last?.parameters.first?.view)
    let tape = Tape()
    let layer = tape.watch(
      Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6]), named: "layer")
    let parameter = view.parameter(of: layer, shape: [8])
    #expect(parameter.value.scalars == [0, 3, 12, 6, 15, 9, 18, 0])
    let weights = Tensor(shape: [8], scalars: [9, 1, 2, 3, 4, 5, 6, 9])
    let gradients = tape.gradients(of: [(parameter, weights)])
    #expect(gradients["layer"]?.scalars == [3, 9, 15, 6, 12, 18])
  }

  @Test(
    "a kernel of equal numbers, or of zeros, gives the scale that measures it a finite gradient",
    arguments: forms.filter { $0.expected { _, _, _, _ in 0 }.contains { $0.name == "g" } })
  func gradientsOfMeasures(form: Form) throws {
    let graph = ArchitectureGraph(try network(form.build))
    let gain = try #require(graph.nodes.flatMap(\.parameters).first { $0.name == "g" })
    let view = try #require(gain.view)
    for number in [Float(0), 2] {
      let tape = Tape()
      let layer = tape.watch(
        Tensor(shape: view.shape, scalars: [Float](repeating: number, count: view.shape.count)),
        named: "layer")
      let scale = view.parameter(of: layer, shape: [8])
      let weights = Tensor(shape: [8], scalars: [Float](repeating: 1, count: 8))
      let gradient = tape.gradients(of: [(scale, weights)])["layer"]
      #expect(try #require(gradient).scalars.allSatisfy(\.isFinite))
    }
  }
}
