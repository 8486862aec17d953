import ArchDAG
import Testing

@Suite struct GridSamplingsTests {
  @Test(
    "methods and borders are told by the names of any operator set",
    arguments: [
      (16, "bilinear", "zeros", .linear, .zeros), (16, "bicubic", "reflection", .cubic, .reflect),
      (20, "linear", "border", .linear, .edge), (22, "nearest", "zeros", .nearest, .zeros),
    ] as [(Int, String, String, Resampling.Method, GridSampling.Border)])
  func names(
    operatorSet: Int, mode: String, padding: String, method: Resampling.Method,
    border: GridSampling.Border
  ) throws {
    var sketch = ONNXSketch(operatorSet: operatorSet)
    sketch.input("x", [2, 3, 8, 8])
    sketch.input("grid", [2, 4, 5, 2])
    sketch.node(
      "GridSample", ["x", "grid"], ["y"], ONNXSketch.attribute("mode", mode),
      ONNXSketch.attribute("padding_mode", padding), ONNXSketch.attribute("align_corners", 1))
    sketch.output("y")
    let architecture = try sketch.architecture
    let sampling = GridSampling(method: method, border: border, alignsCorners: true)
    #expect(architecture.kinds == [.gridSample(sampling)])
    #expect(architecture.outputExtents == [2, 3, 4, 5])
    #expect(ArchitectureGraph(architecture).unknownOperators.isEmpty)
  }

  @Test("places beyond the edges lead to zeros, to the edge, or back")
  func places() {
    func places(_ border: GridSampling.Border, alignsCorners: Bool, extent: Int = 3) -> [Int?] {
      let sampling = GridSampling(method: .linear, border: border, alignsCorners: alignsCorners)
      return (-4...6).map { sampling.position(of: $0, extent: extent) }
    }
    #expect(
      places(.zeros, alignsCorners: true)
        == [nil, nil, nil, nil, 0, 1, 2, nil, nil, nil, nil])
    #expect(places(.edge, alignsCorners: true) == [0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2])
    #expect(places(.reflect, alignsCorners: true) == [0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2])
    #expect(places(.reflect, alignsCorners: false) == [2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0])
    #expect(places(.reflect, alignsCorners: true, extent: 1).allSatisfy { $0 == 0 })
  }

  @Test("a grid of affine maps is a product with the points of an image")
  func affineGrid() throws {
    var sketch = ONNXSketch()
    sketch.input("theta", [2, 2, 3])
    sketch.integers("size", [2, 3, 4, 5])
    sketch.node("AffineGrid", ["theta", "size"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds == [
        .transpose(permutation: [0, 2, 1]), .matrixProduct, .reshape(extents: [-1, 4, 5, 2]),
      ])
    let points = architecture[try #require(architecture.operations[1].inputs[0])]
    guard case .constant(.reals(let numbers)) = points.origin else {
      Issue.record("no points")
      return
    }
    #expect(numbers.count == 60)
    let expected: [Float] = [-0.8, -0.75, 1, -0.4, -0.75, 1]
    #expect(zip(numbers, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test(
    "sizes that no image has are not guessed", arguments: [[2, 3, -4, -4], [2, 3, 0, 4], [2, 3]])
  func misfits(size: [Int]) throws {
    var sketch = ONNXSketch()
    sketch.input("theta", [2, 2, 3])
    sketch.integers("size", size)
    sketch.node("AffineGrid", ["theta", "size"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.kinds == [.unrecognized(type: "AffineGrid")])
  }
}
