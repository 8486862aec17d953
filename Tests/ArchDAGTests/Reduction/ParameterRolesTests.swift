import ArchDAG
import Tensors
import Testing

/// Which parameters are weights, biases and scales, by the operand that they reach.
@Suite struct ParameterRolesTests {
  private static let attributes = ConvolutionAttributes(
    strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], groups: 1)

  /// The node of a convolution whose weight of shape (8, 3, 3, 3) `make` computes, and what is not
  /// predicted.
  private func convolution(
    _ make: (inout NetworkSketch) throws -> ValueID
  ) throws -> (node: ArchitectureGraph.Node, graph: ArchitectureGraph) {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let y = try sketch.apply(
      .convolution(Self.attributes), x, try make(&sketch), extents: [1, 8, 6, 6])
    let graph = try sketch.graph(outputs: y)
    return (graph.nodes[1], graph)
  }

  // MARK: Views

  @Test func seesAKernelAsItsLayerDoes() throws {
    let (node, graph) = try convolution { sketch in
      let w = try sketch.parameter("w", [3, 3, 3, 8])
      return try sketch.apply(.transpose(permutation: [3, 2, 0, 1]), w)
    }
    #expect(node.extents == [8, 3, 3, 3])
    #expect(node.parameters.map(\.shape) == [[3, 3, 3, 8]])
    #expect(node.parameters[0].view?.shape == [8, 3, 3, 3])
    #expect(graph.unpredicted.isEmpty)
  }

  @Test func joinsAWeightOfTwoParameters() throws {
    let (node, graph) = try convolution { sketch in
      let a = try sketch.parameter("a", [3, 3, 3, 3])
      let b = try sketch.parameter("b", [5, 3, 3, 3])
      return try sketch.apply(.concatenation(axis: 0), a, b)
    }
    #expect(node.extents == [8, 3, 3, 3])
    #expect(node.parameters.map(\.name) == ["a", "b"])
    #expect(node.parameters[1].view?.layerIndex(of: 0) == 81)
    #expect(graph.unpredicted.isEmpty)
  }

  @Test("a part of a parameter that one layer reads is what is predicted")
  func partOfAParameter() throws {
    let (node, _) = try convolution { sketch in
      let w = try sketch.parameter("w", [16, 3, 3, 3])
      return try sketch.apply(.slice([AxisSlice(axis: 0, start: 4, end: 12, step: 1)]), w)
    }
    #expect(node.extents == [8, 3, 3, 3])
    #expect(node.parameters[0].view?.layerIndex(of: 4 * 27) == 0)
    #expect(node.parameters[0].view?.layerIndex(of: 4 * 27 - 1) == nil)
  }

  @Test("a parameter of which two layers read parts is predicted whole at the first")
  func partsOfSharedParameters() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 6)
    let w = try sketch.parameter("w", [8, 6])
    let parts = try [(0, 5), (5, 8)].map { start, end in
      try sketch.apply(
        .linear(.outputFirst), x,
        try sketch.apply(.slice([AxisSlice(axis: 0, start: start, end: end, step: 1)]), w))
    }
    let joined = try sketch.apply(.concatenation(axis: 1), parts[0], parts[1])
    let graph = try sketch.graph(outputs: joined)
    #expect(graph.nodes[1].extents == [8, 6] && graph.nodes[2].extents == [8, 6])
    #expect(graph.nodes.flatMap(\.parameters).map(\.name) == ["w"])
    #expect(graph.nodes[1].parameters[0].view == nil)
  }

  @Test func dividesByANumberThatTheNetworkMultipliesBy() throws {
    let (node, _) = try convolution { sketch in
      let w = try sketch.parameter("w", [8, 3, 3, 3])
      return try sketch.apply(.arithmetic(.multiply), try sketch.number(0.25), w)
    }
    #expect(node.parameters[0].view?.measure == .elements(factor: 4))
  }

  @Test("positions and parts that no tensor has are refused or ignored, and trap nothing")
  func impossiblePositions() throws {
    for indices in [[Int.max, Int.min], [Int.min], [3, 9], [-4, -3]] {
      let (node, _) = try convolution { sketch in
        let w = try sketch.parameter("w", [8, 3, 3, 3])
        return try sketch.apply(.gather(axis: 0), w, try sketch.integers(indices))
      }
      #expect(node.primitive == .convolution)
    }
    var sketch = NetworkSketch()
    let x = sketch.input(1, 6)
    let w = try sketch.parameter("w", [8, 6])
    let part = try sketch.apply(.split(axis: 0, extents: [.max, .max]), w)
    let y = try sketch.apply(.linear(.outputFirst), x, part)
    #expect(try !sketch.graph(outputs: y).unpredicted.isEmpty)
  }

  // MARK: Computed weights

  @Test("a mask is none of the weight, on either side", arguments: [true, false])
  func masks(isFirst: Bool) throws {
    let (node, graph) = try convolution { sketch in
      let mask = try sketch.parameter("conv.weight_mask", [8, 3, 3, 3])
      let w = try sketch.parameter("conv.weight_orig", [8, 3, 3, 3])
      return isFirst
        ? try sketch.apply(.arithmetic(.multiply), mask, w)
        : try sketch.apply(.arithmetic(.multiply), w, mask)
    }
    #expect(node.parameters.map(\.name) == ["conv.weight_orig"])
    #expect(node.parameters[0].view == nil)
    #expect(graph.unpredicted.map(\.name) == ["conv.weight_mask"])
    #expect(graph.unpredicted[0].initialization == .constant(1))
  }

  @Test(
    "weight normalization's g is the length of what is predicted, however it is written",
    arguments: 0..<5)
  func weightNormalization(form: Int) throws {
    let (node, graph) = try convolution { sketch in
      let g = try sketch.parameter("g", [8, 1, 1, 1])
      let v = try sketch.parameter("v", [8, 3, 3, 3])
      let norm = try sketch.apply(
        .unrecognized(type: "ReduceL2"), v, extents: [8, 1, 1, 1])
      switch form {
      case 0:
        return try sketch.apply(
          .arithmetic(.multiply), try sketch.apply(.arithmetic(.divide), v, norm), g)
      case 1:
        return try sketch.apply(
          .arithmetic(.multiply), v, try sketch.apply(.arithmetic(.divide), g, norm))
      case 2:
        return try sketch.apply(
          .arithmetic(.divide), try sketch.apply(.arithmetic(.multiply), g, v), norm)
      case 3:
        let whole = try sketch.apply(.identity, try sketch.apply(.arithmetic(.multiply), v, g))
        let inverse = try sketch.apply(.arithmetic(.divide), try sketch.number(1), norm)
        return try sketch.apply(.arithmetic(.multiply), whole, inverse)
      default:
        let inverse = try sketch.apply(.arithmetic(.divide), try sketch.number(1), norm)
        let unit = try sketch.apply(.arithmetic(.multiply), inverse, v)
        return try sketch.apply(.arithmetic(.multiply), g, unit)
      }
    }
    #expect(node.extents == [8, 3, 3, 3])
    #expect(node.parameters.map(\.name) == ["v", "g"])
    #expect(node.parameters[0].view == nil)
    #expect(node.parameters[1].view?.measure == .lengths)
    #expect(node.parameters[1].view?.layerIndices(of: 1) == Array(27..<54))
    #expect(graph.unpredicted.isEmpty)
  }

  @Test("spectral normalization's vectors are none of the weight, in a linear layer too")
  func spectralNormalization() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 6)
    let w = try sketch.parameter("w", [4, 6])
    let u = try sketch.parameter("u", [4])
    let v = try sketch.parameter("v", [6, 1])
    let product = try sketch.apply(.linear(.inputFirst), u, w, extents: [6])
    let sigma = try sketch.apply(.linear(.inputFirst), product, v, extents: [1])
    let normalized = try sketch.apply(.arithmetic(.divide), w, sigma)
    let result = try sketch.apply(.linear(.outputFirst), x, normalized)
    let graph = try sketch.graph(outputs: result)
    #expect(graph.lines == ["input", "conv w <- 0"])
    #expect(graph.nodes[1].parameters[0].view == nil)
    #expect(Set(graph.unpredicted.map(\.name)) == ["u", "v"])
    #expect(graph.unpredicted.allSatisfy { $0.reason.contains("spectral") })
  }

  @Test("the scale of a batch norm of a weight is the deviation of what is predicted")
  func scalesOfStandardizedWeights() throws {
    let (node, graph) = try convolution { sketch in
      let w = try sketch.parameter("w", [8, 3, 3, 3])
      let scale = try sketch.parameter("scale", [8])
      let rows = try sketch.apply(.reshape(extents: [1, 8, 27]), w, extents: [1, 8, 27])
      let norm = try sketch.apply(
        .batchNorm(epsilon: 1e-5), rows, scale, nil, nil, nil, extents: [1, 8, 27])
      return try sketch.apply(.reshape(extents: [8, 3, 3, 3]), norm, extents: [8, 3, 3, 3])
    }
    #expect(node.parameters.map(\.name) == ["w", "scale"])
    #expect(node.parameters[1].view?.measure == .deviations)
    #expect(node.parameters[1].view?.layerIndices(of: 2) == Array(54..<81))
    #expect(graph.unpredicted.isEmpty)
  }

  @Test(
    "a standardized weight is the weight, and what multiplies it its deviation",
    arguments: [true, false])
  func standardizedWeights(hasGain: Bool) throws {
    let (node, graph) = try convolution { sketch in
      let gain = try sketch.parameter("gain", [8, 1, 1, 1])
      let w = try sketch.parameter("w", [8, 3, 3, 3])
      let mean = try sketch.apply(.mean(axes: [1, 2, 3], keepsAxes: true), w)
      let deviation = try sketch.apply(.arithmetic(.subtract), w, mean)
      let square = try sketch.apply(.arithmetic(.multiply), deviation, deviation)
      let variance = try sketch.apply(.mean(axes: [1, 2, 3], keepsAxes: true), square)
      let root = try sketch.apply(
        .elementwise(.squareRoot),
        try sketch.apply(.arithmetic(.add), variance, try sketch.number(1e-5)))
      let standard = try sketch.apply(.arithmetic(.divide), deviation, root)
      return hasGain ? try sketch.apply(.arithmetic(.multiply), standard, gain) : standard
    }
    #expect(node.parameters.map(\.name) == (hasGain ? ["w", "gain"] : ["w"]))
    #expect(graph.unpredicted.map(\.name) == (hasGain ? [] : ["gain"]))
    if hasGain { #expect(node.parameters[1].view?.measure == .deviations) }
  }

  @Test("an operation that quantizes is looked through to its first operand")
  func quantization() throws {
    let (node, graph) = try convolution { sketch in
      let w = try sketch.parameter("w", [8, 3, 3, 3])
      let scale = try sketch.parameter("scale", [8])
      let whole = try sketch.apply(
        .quantization(.init(range: -128...127, axis: 0)), w, scale, extents: [8, 3, 3, 3])
      return try sketch.apply(
        .quantization(.init(range: nil, axis: 0)), whole, scale, extents: [8, 3, 3, 3])
    }
    #expect(node.parameters.map(\.name) == ["w"])
    #expect(graph.unpredicted.map(\.name) == ["scale"])
    #expect(graph.unpredicted[0].reason.contains("quantized"))
  }

  @Test("a weight that is a product of parameters keeps its layer, and is listed")
  func productsOfParameters() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 6)
    let a = try sketch.parameter("a", [4, 2])
    let b = try sketch.parameter("b", [2, 6])
    let w = try sketch.apply(.matrixProduct, a, b, extents: [4, 6])
    let hidden = try sketch.apply(.linear(.outputFirst), x, w, extents: [1, 4])
    let result = try sketch.linear(hidden, "fc", [3, 4])
    let graph = try sketch.graph(outputs: result)
    #expect(graph.lines == ["input", "conv <- 0", "conv fc.weight <- 1", "bias fc.bias <- 2"])
    #expect(graph.nodes[1].extents == [4, 6])
    #expect(graph.unpredicted.map(\.name) == ["a", "b"])
  }

  // MARK: Biases

  @Test(
    "a vector that is added along a convolution's outputs is its bias",
    arguments: [[8], [8, 1, 1], [1, 8, 1, 1]])
  func convolutionBiases(extents: [Int]) throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let w = try sketch.parameter("w", [8, 3, 3, 3])
    var b = try sketch.parameter("b", Shape(extents))
    if extents.count == 1 { b = try sketch.apply(.unsqueeze(axes: [1, 2]), b) }
    let y = try sketch.apply(.convolution(Self.attributes), x, w, extents: [1, 8, 6, 6])
    let sum = try sketch.apply(.arithmetic(.add), b, y, extents: [1, 8, 6, 6])
    let graph = try sketch.graph(outputs: sum)
    #expect(graph.lines == ["input", "conv w <- 0", "bias b <- 1"])
    #expect(graph.nodes[2].extents == [8])
    #expect(graph.nodes[2].parameters[0].role == .bias)
    #expect(graph.unpredicted.isEmpty)
  }

  @Test("a bias behind a transposed convolution of unknown data is found", arguments: [1, 2])
  func transposedBiases(groups: Int) throws {
    var sketch = NetworkSketch()
    let x = try sketch.apply(.unrecognized(type: "Mystery"), sketch.input(1, 4, 8, 8))
    let w = try sketch.parameter("w", [4, 8 / groups, 3, 3])
    var attributes = Self.attributes
    attributes.groups = groups
    let y = try sketch.apply(
      .transposedConvolution(attributes, outputPadding: [0, 0]), x, w)
    let sum = try sketch.apply(.arithmetic(.add), y, try sketch.parameter("b", [8, 1, 1]))
    let graph = try sketch.graph(outputs: sum)
    #expect(graph.lines == ["input", "conv w <- 0", "bias b <- 1"])
    #expect(graph.nodes[2].parameters[0].role == .bias)
  }

  @Test("a bias behind a reshaped linear layer is found", arguments: [[10], [1, 10], [1, 1, 10]])
  func linearBiases(extents: [Int]) throws {
    var sketch = NetworkSketch()
    let x = sketch.input(nil, 4, 6)
    let w = try sketch.parameter("w", [6, 10])
    let b = try sketch.parameter("b", Shape(extents))
    let y = try sketch.apply(.linear(.inputFirst), x, w, extents: [nil, 4, 10])
    let flat = try sketch.apply(.reshape(extents: [-1, 2, 2, 10]), y, extents: [nil, 2, 2, 10])
    let sum = try sketch.apply(.arithmetic(.add), flat, b, extents: [nil, 2, 2, 10])
    #expect(
      try sketch.graph(outputs: sum).lines == ["input", "conv w <- 0", "bias b <- 1"])
  }

  @Test(
    "a bias that the file repeats for each pixel is one",
    arguments: [[8, 1, 1], [1, 8, 1, 1], [8]])
  func repeatedBiases(extents: [Int]) throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let w = try sketch.parameter("w", [8, 3, 3, 3])
    var b = try sketch.parameter("b", Shape(extents))
    if extents == [8] { b = try sketch.apply(.unsqueeze(axes: [1, 2]), b, extents: [8, 1, 1]) }
    let all = try sketch.apply(
      .expand, b, try sketch.integers([8, 6, 6]),
      extents: extents.count == 4 ? [1, 8, 6, 6] : [8, 6, 6])
    let y = try sketch.apply(.convolution(Self.attributes), x, w, extents: [1, 8, 6, 6])
    let sum = try sketch.apply(.arithmetic(.add), y, all, extents: [1, 8, 6, 6])
    let graph = try sketch.graph(outputs: sum)
    #expect(graph.lines == ["input", "conv w <- 0", "bias b <- 1"])
    #expect(graph.nodes[2].extents == [8] && graph.unpredicted.isEmpty)
  }

  @Test("an offset that varies along the pixels is no bias, though it is repeated for the channels")
  func repeatedOffsets() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let w = try sketch.parameter("w", [8, 3, 3, 3])
    let b = try sketch.parameter("b", [1, 6, 6])
    let all = try sketch.apply(
      .expand, b, try sketch.integers([8, 6, 6]), extents: [8, 6, 6])
    let y = try sketch.apply(.convolution(Self.attributes), x, w, extents: [1, 8, 6, 6])
    let sum = try sketch.apply(.arithmetic(.add), y, all, extents: [1, 8, 6, 6])
    #expect(try sketch.graph(outputs: sum).unpredicted.map(\.name) == ["b"])
  }

  @Test("what is subtracted from what a layer answers is its bias, the sign turned")
  func subtractedBiases() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let w = try sketch.parameter("w", [8, 3, 3, 3])
    let b = try sketch.parameter("b", [8, 1, 1])
    let y = try sketch.apply(.convolution(Self.attributes), x, w, extents: [1, 8, 6, 6])
    let difference = try sketch.apply(.arithmetic(.subtract), y, b, extents: [1, 8, 6, 6])
    let graph = try sketch.graph(outputs: difference)
    #expect(graph.lines == ["input", "conv w <- 0", "bias b <- 1"])
    #expect(graph.nodes[2].extents == [8])
    let view = try #require(graph.nodes[2].parameters[0].view)
    #expect(view.measure == .elements(factor: -1))
    #expect((0..<8).map { view.layerIndex(of: $0) } == Array(0..<8))
    #expect(graph.unpredicted.isEmpty)
  }

  @Test(
    "the mean of a norm that is written out is no bias", arguments: ["named", "divided", "left"])
  func subtractedMeans(form: String) throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let w = try sketch.parameter("w", [8, 3, 3, 3])
    let mean = try sketch.parameter(form == "named" ? "bn.running_mean" : "m", [8, 1, 1])
    let y = try sketch.apply(.convolution(Self.attributes), x, w, extents: [1, 8, 6, 6])
    var z =
      form == "left"
      ? try sketch.apply(.arithmetic(.subtract), mean, y, extents: [1, 8, 6, 6])
      : try sketch.apply(.arithmetic(.subtract), y, mean, extents: [1, 8, 6, 6])
    if form == "divided" {
      let deviation = try sketch.parameter("s", [8, 1, 1])
      z = try sketch.apply(.arithmetic(.divide), z, deviation, extents: [1, 8, 6, 6])
    }
    #expect(try sketch.graph(outputs: z).lines == ["input", "conv w <- 0"])
  }

  @Test("what varies along another axis, or stands behind another reader, is no bias")
  func otherOffsets() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let w = try sketch.parameter("w", [8, 3, 3, 3])
    let y = try sketch.apply(.convolution(Self.attributes), x, w, extents: [1, 8, 6, 6])
    let row = try sketch.parameter("row", [6])
    let sum = try sketch.apply(.arithmetic(.add), y, row, extents: [1, 8, 6, 6])
    let b = try sketch.parameter("b", [8, 1, 1])
    let second = try sketch.apply(.arithmetic(.add), sum, b, extents: [1, 8, 6, 6])
    let graph = try sketch.graph(outputs: second)
    #expect(graph.lines == ["input", "conv w <- 0"])
    #expect(graph.unpredicted.map(\.name) == ["row", "b"])
  }

  // MARK: Norms

  @Test func listsNormsOverSeveralAxesAndPredictsTheRest() throws {
    var sketch = NetworkSketch()
    let x = try sketch.convolution(sketch.input(1, 3, 8, 8), "conv", [8, 3, 3, 3])
    let s = try sketch.parameter("s", [8, 6, 6])
    let b = try sketch.parameter("b", [8, 6, 6])
    let result = try sketch.apply(.layerNorm(axis: 1, epsilon: 1e-5), x, s, b)
    let graph = try sketch.graph(outputs: result)
    #expect(graph.lines == ["input", "conv conv.weight <- 0", "ln <- 1"])
    #expect(graph.unpredicted.map(\.name) == ["s", "b"])
    #expect(graph.unpredicted.map(\.initialization) == [.constant(1), .constant(0)])
  }
}
