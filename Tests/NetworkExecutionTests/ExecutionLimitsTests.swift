import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// A file may ask for any size: what is too large is refused before memory is taken for it.
@Suite struct ExecutionLimitsTests {
  private func refusal(
    _ kind: OperationKind, weight: Shape? = nil, constant: [Int]? = nil,
    input: Shape = [2, 4, 8, 8], limits: ExecutionLimits = ExecutionLimits()
  ) throws -> ExecutionError? {
    var builder = ArchitectureBuilder(name: "large")
    var operands = [builder.addInput(name: "x", extents: input.extents.map(Optional.some))]
    var parameters: [String: Variable] = [:]
    if let weight {
      operands.append(try builder.addParameter(name: "w", shape: weight))
      parameters["w"] = Variable(Tensor(zeros: weight))
    }
    if let constant {
      operands.append(
        builder.addConstant(.integers(constant), name: "target", extents: [constant.count]))
    }
    let y = try builder.addOperation(kind, name: "the.node", inputs: operands)
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]), limits: limits)
    do {
      _ = try network([Tensor(zeros: input)], parameters: parameters)
      return nil
    } catch {
      return error
    }
  }

  private func window(_ padding: Int, stride: Int = 1) -> ConvolutionAttributes {
    ConvolutionAttributes(
      strides: [stride, stride], padding: [padding, padding, padding, padding],
      dilations: [1, 1], groups: 1)
  }

  private func pool(_ padding: Int, stride: Int = 1) -> PoolingAttributes {
    PoolingAttributes(
      kernel: [2, 2], strides: [stride, stride], padding: [padding, 0, 0, padding],
      dilations: [1, 1], roundsUp: true, countsPadding: true)
  }

  @Test("sizes beyond the limit name the node, whatever makes them")
  func sizes() throws {
    let kinds: [(OperationKind, Shape?, [Int]?)] = [
      (.convolution(window(1 << 31)), [4, 4, 3, 3], nil),
      (.convolution(window(1 << 31, stride: 1 << 31)), [4, 4, 3, 3], nil),
      (.convolution(window(.max)), [4, 4, 3, 3], nil),
      (.convolution(window(1 << 20)), [4, 4, 3, 3], nil),
      (.maxPool(pool(1 << 31)), nil, nil), (.averagePool(pool(1 << 31, stride: 1 << 31)), nil, nil),
      (.maxPool(pool(.max)), nil, nil),
      (.adaptiveAveragePool(extents: [1 << 31, 1]), nil, nil),
      (.adaptiveAveragePool(extents: [1 << 62, 1 << 62]), nil, nil),
      (.pad(amounts: [0, 0, 1 << 31, 0, 0, 0, 0, 0]), nil, nil),
      (.pad(amounts: [0, 0, 1 << 62, 0, 0, 0, 1 << 62, 0]), nil, nil),
      (.pad(amounts: [0, 0, .min, 0, 0, 0, .max, 0]), nil, nil),
      (.expand, nil, [1 << 61, 2, 4, 8, 8]), (.expand, nil, [1 << 40, 1, 1, 1, 1]),
      (
        .transposedConvolution(window(0, stride: 1 << 20), outputPadding: [0, 0]), [4, 4, 3, 3], nil
      ),
      (
        .transposedConvolution(window(0, stride: 1 << 62), outputPadding: [0, 0]), [4, 4, 3, 3],
        nil
      ),
      (
        .transposedConvolution(window(0, stride: 1 << 11), outputPadding: [0, 0]), [4, 1, 2, 2], nil
      ),
    ]
    for (kind, weight, constant) in kinds {
      let error = try refusal(kind, weight: weight, constant: constant)
      switch error {
      case .tooLarge("the.node", _, _), .unfitOperands("the.node", _, _): break
      default: Issue.record("\(kind): \(String(describing: error))")
      }
    }
  }

  @Test func namesSizeAndLimit() throws {
    #expect(
      try refusal(.pad(amounts: [0, 0, 0, 0, 0, 0, 0, 1 << 31]))
        == .tooLarge(
          operation: "the.node", limit: "536870912 elements",
          found: "a tensor of shape (2, 4, 8, 2147483656)"))
  }

  @Test func aSmallerLimitRefusesWhatThePlainOneAllows() throws {
    #expect(try refusal(.elementwise(.sine)) == nil)
    #expect(
      try refusal(.elementwise(.sine), limits: ExecutionLimits(byteCount: 1 << 10))
        == .tooLarge(
          operation: "the.node", limit: "64 elements",
          found: "a tensor of shape (2, 4, 8, 8)"))
  }

  @Test("values that live at once are counted: all of them where a tape keeps them")
  func memory() throws {
    var builder = ArchitectureBuilder(name: "chain")
    var value = builder.addInput(name: "x", extents: [nil, 64])
    for index in 0..<8 {
      value = try builder.addOperation(.elementwise(.sine), name: "step\(index)", inputs: [value])
    }
    let limits = ExecutionLimits(byteCount: 4 * 1024)
    let network = try ExecutableNetwork(try builder.finish(outputs: [value]), limits: limits)
    let x = Tensor(zeros: [4, 64])
    // Two of 256 numbers each at once.
    #expect(try network([x], parameters: [:]).outputs.count == 1)
    let tape = Tape()
    #expect(throws: ExecutionError.self) {
      try network([tape.watch(x, named: "x")], parameters: [:])
    }
  }

  /// A convolution of an image (2, 4, 8, 8), 512 numbers, to (2, 4, 1, 1); it reads a copy of the image
  /// with the channels last.
  private func convolved(elements: Int, watched: Bool) throws -> Tape? {
    var builder = ArchitectureBuilder(name: "copies")
    let x = builder.addInput(name: "x", extents: [nil, 4, 8, 8])
    let w = try builder.addParameter(name: "w", shape: [4, 4, 1, 1])
    let y = try builder.addOperation(.convolution(window(0, stride: 8)), name: "c", inputs: [x, w])
    let network = try ExecutableNetwork(
      try builder.finish(outputs: [y]), limits: ExecutionLimits(byteCount: 4 * elements))
    let tape = Tape()
    let images = Tensor(zeros: [2, 4, 8, 8])
    _ = try network(
      [watched ? tape.watch(images, named: "x") : Variable(images)],
      parameters: ["w": Variable(Tensor(zeros: [4, 4, 1, 1]))])
    return watched ? tape : nil
  }

  @Test("what is fed, and its copy in another order, are counted; on a tape, their gradients too")
  func copies() throws {
    // Fed, copied, and the result; the limit of one value is a quarter of that of all.
    let needed = 512 + 512 + 8
    #expect(try convolved(elements: needed, watched: false) == nil)
    #expect(throws: ExecutionError.self) { try convolved(elements: needed - 1, watched: false) }
    let tape = try #require(try convolved(elements: 2 * needed, watched: true))
    #expect(tape.elementCount == 512 + 8)
    #expect(throws: ExecutionError.self) { try convolved(elements: 2 * needed - 1, watched: true) }
  }

  @Test("an output that is copied into the stated order is counted")
  func copiedOutputs() throws {
    var builder = ArchitectureBuilder(name: "outputs")
    let x = builder.addInput(name: "x", extents: [nil, 1, 8, 8])
    let w = try builder.addParameter(name: "w", shape: [4, 1, 1, 1])
    let outputs = try (0..<4).map {
      try builder.addOperation(.convolution(window(0)), name: "c\($0)", inputs: [x, w])
    }
    let architecture = try builder.finish(outputs: outputs)
    func run(elements: Int) throws {
      let network = try ExecutableNetwork(
        architecture, outputs: .all, limits: ExecutionLimits(byteCount: 4 * elements))
      _ = try network(
        [Tensor(zeros: [1, 1, 8, 8])], parameters: ["w": Variable(Tensor(zeros: [4, 1, 1, 1]))])
    }
    // An image of one channel needs no copy; four results (1, 4, 8, 8), one of them twice at a time.
    let needed = 64 + 4 * 256 + 256
    try run(elements: needed)
    #expect(throws: ExecutionError.self) { try run(elements: needed - 1) }
  }

  @Test func parametersThatAreTooManyAreRefusedBeforeTheyAreMade() throws {
    var builder = ArchitectureBuilder(name: "wide")
    let x = builder.addInput(name: "x", extents: [nil, 4])
    let w = try builder.addParameter(name: "w", shape: [1 << 40, 4])
    let y = try builder.addOperation(.linear(.outputFirst), name: "fc", inputs: [x, w])
    let architecture = try builder.finish(outputs: [y])
    #expect(throws: ExecutionError.self) { try ExecutableNetwork(architecture) }
  }
}
