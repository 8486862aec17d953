import ArchDAG
import Tensors
import Testing

/// Which numbers in `Constant` nodes are weights, and which are part of what the network computes.
@Suite struct HeldNumbersTests {
  /// A `Constant` node of real numbers.
  private func hold(
    _ name: String, _ extents: [Int], _ numbers: [Float], in sketch: inout ONNXSketch
  ) {
    let tensor =
      extents.flatMap { ONNXSketch.number(1, $0) } + ONNXSketch.number(2, 1)
      + ONNXSketch.field(9, numbers.flatMap { ONNXSketch.word(Int($0.bitPattern)).prefix(4) })
    sketch.node(
      "Constant", [], [name],
      ONNXSketch.field(1, "value") + ONNXSketch.field(5, tensor) + ONNXSketch.number(20, 4))
  }

  /// How the weight beside a table comes about.
  enum WeightForm: CaseIterable { case plain, transposed, product, scaled }

  @Test(
    "a table that a weight multiplies from the right is data, and keeps its numbers, wherever it stands",
    arguments: WeightForm.allCases, ["node", "initializer", "view"])
  func tables(form: WeightForm, source: String) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4])
    sketch.parameter("v", [4, 5])
    let numbers: [Float] = [1, 2, 3, 4, 5, 6]
    switch source {
    case "node": hold("table", [2, 3], numbers, in: &sketch)
    case "initializer": sketch.reals("table", [2, 3], numbers)
    default:
      sketch.reals("rows", [1, 6], numbers)
      sketch.integers("shape", [2, 3])
      sketch.node("Reshape", ["rows", "shape"], ["table"])
    }
    switch form {
    case .plain: sketch.parameter("w", [3, 4])
    case .transposed:
      sketch.parameter("fc.weight", [4, 3])
      sketch.node("Transpose", ["fc.weight"], ["w"], ONNXSketch.attribute("perm", [1, 0]))
    case .product:
      sketch.parameter("down", [3, 2])
      sketch.parameter("up", [2, 4])
      sketch.node("MatMul", ["down", "up"], ["w"])
    case .scaled:
      sketch.parameter("fc.weight", [3, 4])
      sketch.parameter("fc.gain", [4])
      sketch.node("Mul", ["fc.weight", "fc.gain"], ["w"])
    }
    sketch.node("MatMul", ["table", "w"], ["bias"])
    sketch.node("MatMul", ["x", "v"], ["h"])
    sketch.node("ReduceSum", ["bias"], ["b"], ONNXSketch.attribute("keepdims", 0))
    sketch.node("Add", ["h", "b"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    let weights = form == .product ? ["down", "up"] : form == .plain ? ["w"] : ["fc.weight"]
    let names = Set(architecture.parameters.map(\.name))
    #expect(names == Set(weights + ["v"] + (form == .scaled ? ["fc.gain"] : [])))
    let name = source == "view" ? "rows" : "table"
    let table = architecture.values.first { $0.name == name }
    #expect(table?.origin == .constant(.reals(numbers)))
  }

  @Test("a table whose numbers are not in the file is initialized like a parameter")
  func absentTables() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4])
    sketch.parameter("table", [2, 3])
    sketch.parameter("w", [3, 4])
    sketch.node("MatMul", ["table", "w"], ["rows"])
    sketch.node("ReduceSum", ["rows"], ["b"], ONNXSketch.attribute("keepdims", 0))
    sketch.node("Add", ["x", "b"], ["y"])
    sketch.output("y")
    #expect(Set(try sketch.architecture.parameters.map(\.name)) == ["table", "w"])
  }

  @Test("a table that is repeated for the images, as learned queries are, stays a parameter")
  func queries() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, 4])
    sketch.reals("model.queries", [1, 3, 4], (0..<12).map(Float.init))
    sketch.integers("target", [2, 3, 4])
    sketch.node("Expand", ["model.queries", "target"], ["queries"])
    sketch.parameter("w", [4, 4])
    sketch.node("MatMul", ["queries", "w"], ["q"])
    sketch.node("Add", ["x", "q"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.map(\.name).contains("model.queries"))
  }

  @Test(
    "zeros and one number far below them mask scores; what else is added is a parameter",
    arguments: [(-100, 0), (-Float.infinity, 0), (-0.5, 1), (7, 1)])
  func scoreMasks(number: Float, parameters: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2, 2])
    sketch.reals("attn.attn_mask", [2, 2], [0, number, number, 0])
    sketch.integers("axes", [0])
    sketch.node("Unsqueeze", ["attn.attn_mask", "axes"], ["mask"])
    sketch.node("Add", ["x", "mask"], ["scores"])
    sketch.node("Softmax", ["scores"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.count == parameters)
  }

  @Test(
    "what an exporter has made of a table keeps its numbers; under a module's name it is a parameter",
    arguments: [
      ("val_69", 0), ("onnx::Add_12", 0), ("clone_56", 0), ("model.offsets", 1),
      ("clone_x", 1),
    ])
  func computedTables(name: String, parameters: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2, 2])
    sketch.reals(name, [1, 2, 2], [1, 2, 3, 4])
    sketch.parameter("mlp.bias", [2])
    sketch.parameter("mlp.weight", [2, 2])
    sketch.node("Add", [name, "mlp.bias"], ["sum"])
    sketch.node("Relu", ["sum"], ["relu"])
    sketch.node("MatMul", ["relu", "mlp.weight"], ["bias"])
    sketch.node("Softmax", ["bias"], ["shares"])
    sketch.node("Mul", ["x", "shares"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.count == 2 + parameters)
  }

  /// Where a table's numbers stand.
  enum TableSource: CaseIterable { case initializer, view, node, mergedCopy }

  @Test(
    "a table that an exporter has made and added to scores keeps its numbers, one of a module is learned",
    arguments: TableSource.allCases, ["clone_56", "unsqueeze", "attn.table"])
  func scoreTables(source: TableSource, name: String) throws {
    for isLeft in [false, true] { try scoreTable(source, name, isLeft: isLeft) }
  }

  private func scoreTable(_ source: TableSource, _ name: String, isLeft: Bool) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2, 4, 4])
    let numbers = (0..<32).map { Float($0 * $0 % 17) }
    var table = name
    switch source {
    case .initializer: sketch.reals(name, [1, 2, 4, 4], numbers)
    case .node: hold(name, [1, 2, 4, 4], numbers, in: &sketch)
    case .view:
      sketch.reals(name, [2, 4, 4], numbers)
      sketch.integers("axes", [0])
      sketch.node("Unsqueeze", [name, "axes"], ["table"])
      table = "table"
    case .mergedCopy:
      sketch.reals(name, [1, 2, 4, 4], numbers)
      sketch.node("Identity", [name], ["other.table"])
      table = "other.table"
    }
    sketch.node("MatMul", ["x", "x"], ["products"])
    sketch.node("Add", isLeft ? [table, "products"] : ["products", table], ["scores"])
    sketch.node("Softmax", ["scores"], ["shares"])
    sketch.node("MatMul", ["shares", "x"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    let isLearned = name == "attn.table"
    #expect(architecture.parameters.map(\.name) == (isLearned ? [name] : []))
    #expect(architecture.keptTables == (isLearned ? [] : [name]))
    guard !isLearned else { return }
    let kept = architecture.values.first { $0.name == name }
    #expect(kept?.origin == .constant(.reals(numbers)))
    if source == .mergedCopy {
      #expect(
        architecture.buffers == [
          .init(name: "other.table", shape: [1, 2, 4, 4], initialValue: .reals(numbers))
        ])
    }
  }

  @Test(
    "a factor under the name of the function that made it keeps its numbers; a moved one is learned",
    arguments: [
      ("exp", 0), ("exp_3", 0), ("mul_1", 0), ("sigmoid", 0), ("unsqueeze_2", 1),
      ("layer.gamma", 1),
      ("expert", 1),
    ])
  func computedFactors(name: String, parameters: Int) throws {
    for isLeft in [false, true] {
      var sketch = ONNXSketch()
      sketch.input("x", [1, 2, 4, 4])
      sketch.reals(name, [2, 1, 1], [3, 4])
      sketch.parameter("w", [2, 2, 1, 1])
      sketch.node("Conv", ["x", "w"], ["c"])
      sketch.node("Relu", ["c"], ["h"])
      sketch.node("Mul", isLeft ? [name, "h"] : ["h", name], ["y"])
      sketch.output("y")
      let architecture = try sketch.architecture
      #expect(architecture.parameters.count == 1 + parameters)
      #expect(architecture.keptTables == (parameters == 0 ? [name] : []))
    }
  }

  @Test("a kernel under an exporter's name is predicted all the same")
  func computedKernels() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2, 4, 4])
    sketch.reals("div_1", [3, 2, 1, 1], [1, 2, 3, 4, 5, 6])
    sketch.node("Conv", ["x", "div_1"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.map(\.name) == ["div_1"])
  }

  @Test("a list of numbers in a node is the bias of the layer that reads it, or is added to")
  func lists() throws {
    for isAdded in [false, true] {
      var sketch = ONNXSketch()
      sketch.input("x", [2, 3])
      sketch.parameter("w", [4, 3])
      sketch.node(
        "Constant", [], ["b"],
        ONNXSketch.field(1, "value_floats")
          + [1, 2, 3, 4].flatMap { (number: Float) in
            [7 << 3 | 5] + ONNXSketch.word(Int(number.bitPattern)).prefix(4)
          } + ONNXSketch.number(20, 6))
      let transposed = ONNXSketch.attribute("transB", 1)
      if isAdded {
        sketch.node("Gemm", ["x", "w"], ["p"], transposed)
        sketch.node("Add", ["p", "b"], ["y"])
      } else {
        sketch.node("Gemm", ["x", "w", "b"], ["y"], transposed)
      }
      sketch.output("y")
      #expect(Set(try sketch.architecture.parameters.map(\.name)) == ["w", "b"])
    }
  }

  @Test("on the left of what flows, a matrix in a node is a weight")
  func leftWeights() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [3, 1])
    hold("w", [2, 3], [1, 2, 3, 4, 5, 6], in: &sketch)
    sketch.node("MatMul", ["w", "x"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.map(\.name) == ["w"])
  }

  @Test(
    "kernels that are the same for each channel are a filter; others, and equal numbers, are weights",
    arguments: [("blur", 0), ("learned", 1), ("equal", 1), ("many", 0)])
  func filters(form: String, parameters: Int) throws {
    let channels = form == "many" ? 600 : 3
    let kernel: [Float] =
      form == "equal" ? [1, 1, 1, 1, 1, 1, 1, 1, 1] : [1, 2, 1, 2, 4, 2, 1, 2, 1]
    var numbers = (0..<channels).flatMap { _ in kernel }
    if form == "learned" { numbers[10] = 3 }
    var sketch = ONNXSketch()
    sketch.input("x", [1, channels, 8, 8])
    hold("k", [channels, 1, 3, 3], numbers, in: &sketch)
    sketch.node("Conv", ["x", "k"], ["y"], ONNXSketch.attribute("group", channels))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.parameters.count == parameters)
  }

  @Test("ones and zeros with which a norm standardizes a weight are no parameters")
  func standardizations() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.parameter("w", [1, 4, 27])
    sketch.parameter("mean", [4])
    sketch.parameter("variance", [4])
    hold("ones", [4], [1, 1, 1, 1], in: &sketch)
    hold("zeros", [4], [0, 0, 0, 0], in: &sketch)
    sketch.node("BatchNormalization", ["w", "ones", "zeros", "mean", "variance"], ["n"])
    sketch.integers("shape", [4, 3, 3, 3])
    sketch.node("Reshape", ["n", "shape"], ["k"])
    sketch.node("Conv", ["x", "k"], ["y"])
    sketch.output("y")
    let names = try sketch.architecture.parameters.map(\.name)
    #expect(names.contains("w") && !names.contains("ones") && !names.contains("zeros"))
  }
}
