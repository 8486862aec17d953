import ArchDAG
import Testing

@Suite struct RecurrencesTests {
  /// What a recurrent node becomes, on a sequence (5, 2, 3), with a state of four numbers.
  private func architecture(
    _ type: String, _ attributes: [UInt8]..., gates: Int = 4, lengths: [Int]? = nil
  ) throws -> Architecture {
    var sketch = ONNXSketch(operatorSet: 14)
    sketch.input("x", [5, 2, 3])
    sketch.parameter("w", [1, 4 * gates, 3])
    sketch.parameter("r", [1, 4 * gates, 4])
    sketch.parameter("b", [1, 8 * gates])
    if let lengths { sketch.integers("lengths", lengths) }
    sketch.node(type, ["x", "w", "r", "b", lengths == nil ? "" : "lengths"], ["y", "h"])
    sketch.nodes[0] += ([ONNXSketch.attribute("hidden_size", 4)] + attributes)
      .flatMap { ONNXSketch.field(5, $0) }
    sketch.output("h")
    return try sketch.architecture
  }

  @Test("each operator becomes a recurrence, whose results' extents are known")
  func kinds() throws {
    let lstm = try architecture("LSTM")
    #expect(lstm.kinds == [.recurrence(.init(cell: .lstm, stateCount: 4))])
    #expect(lstm.outputExtents == [1, 2, 4])
    #expect(
      try architecture("GRU", ONNXSketch.attribute("linear_before_reset", 1), gates: 3).kinds
        == [.recurrence(.init(cell: .gru, stateCount: 4, resetsAfterProduct: true))])
    #expect(
      try architecture("RNN", ONNXSketch.attribute("direction", "reverse"), gates: 1).kinds
        == [.recurrence(.init(cell: .tanh, direction: .reverse, stateCount: 4))])
    #expect(
      try architecture("RNN", ONNXSketch.attribute("activations", texts: ["Relu"]), gates: 1).kinds
        == [.recurrence(.init(cell: .relu, stateCount: 4))])
    #expect(try architecture("LSTM", lengths: [5, 5]).kinds == lstm.kinds)
  }

  @Test("limits, lengths and other functions are those of the recurrence")
  func attributes() throws {
    #expect(
      try architecture("LSTM", ONNXSketch.attribute("clip", Float(1.5))).kinds
        == [.recurrence(.init(cell: .lstm, stateCount: 4, limit: 1.5))])
    let uneven = try architecture("LSTM", lengths: [5, 3])
    #expect(uneven.kinds == [.recurrence(.init(cell: .lstm, stateCount: 4))])
    #expect(uneven.operations[0].inputs.count == 8)
    let functions = ONNXSketch.attribute("activations", texts: ["HardSigmoid", "Relu", "Tanh"])
    #expect(
      try architecture("LSTM", functions).kinds
        == [
          .recurrence(
            .init(cell: .lstm, stateCount: 4)
              .computing([.hardSigmoid(slope: 0.2, offset: 0.5), .relu, .tanh]))
        ])
  }

  @Test("more operands than a recurrent layer has are refused")
  func operands() {
    var sketch = ONNXSketch(operatorSet: 14)
    sketch.input("x", [5, 2, 3])
    sketch.parameter("w", [1, 16, 3])
    sketch.parameter("r", [1, 16, 4])
    sketch.integers("lengths", [5, 3])
    sketch.node("LSTM", ["x", "w", "r", "", "lengths", "", "", "", "x"], ["y"])
    sketch.nodes[0] += ONNXSketch.field(5, ONNXSketch.attribute("hidden_size", 4))
    sketch.output("y")
    #expect {
      try sketch.architecture
    } throws: {
      "\($0)".contains("at most 8 operands of LSTM, found 9")
    }
  }

  @Test("what is not computed stays unrecognized")
  func others() throws {
    let unknown = [OperationKind.unrecognized(type: "LSTM")]
    #expect(
      try architecture(
        "LSTM", ONNXSketch.attribute("activations", texts: ["Sigmoid", "Affine", "Tanh"])
      ).kinds == unknown)
    #expect(
      try architecture("LSTM", ONNXSketch.attribute("activations", texts: ["Sigmoid"])).kinds
        == unknown)
    #expect(
      try architecture("LSTM", ONNXSketch.attribute("direction", "sideways")).kinds == unknown)
  }

  @Test("its parameters are named, and drawn as PyTorch draws them")
  func parameters() throws {
    let unpredicted = try ArchitectureGraph(architecture("LSTM")).unpredicted
    #expect(unpredicted.map(\.name) == ["w", "r", "b"])
    #expect(
      unpredicted.allSatisfy {
        $0.reason == "part of a recurrent layer, LSTM, which no primitive stands for"
      })
    #expect(unpredicted.allSatisfy { $0.initialization == .uniform(bound: 0.5) })
  }
}
