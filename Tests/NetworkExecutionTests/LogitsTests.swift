import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// What a network answers is taken for logits only where each image has a row of them.
@Suite struct LogitsTests {
  /// A network that answers its input (4, …), or a parameter where `isConstant`.
  private func run(_ shape: Shape, isConstant: Bool) throws -> Execution {
    var builder = ArchitectureBuilder(name: "answers")
    let x = builder.addInput(name: "x", extents: shape.extents.map(Optional.some))
    let w = try builder.addParameter(name: "w", shape: shape)
    let y = try builder.addOperation(
      .activation(.relu), name: "relu", inputs: [isConstant ? w : x])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    let numbers = Tensor(shape: shape, scalars: (0..<shape.count).map(Float.init))
    return try network([numbers], parameters: ["w": .init(numbers)])
  }

  @Test(
    "rows of classes, with axes of extent 1 behind them",
    arguments: [[4, 10], [4, 10, 1], [4, 10, 1, 1], [4, 12, 1, 1, 1]] as [Shape])
  func rows(shape: Shape) throws {
    let logits = try run(shape, isConstant: false).logits(batch: 4, classes: 10)
    #expect(logits.shape == [4, shape[1]])
    #expect(logits.value.scalars == (0..<logits.shape.count).map(Float.init))
  }

  @Test(
    "logits that do not depend on the images are those of each",
    arguments: [
      [1, 10], [1, 10, 1, 1],
    ] as [Shape])
  func constants(shape: Shape) throws {
    let logits = try run(shape, isConstant: true).logits(batch: 3, classes: 10)
    #expect(logits.value.scalars == (0..<30).map { Float($0 % 10) })
  }

  @Test(
    "every other shape is refused with what was found",
    arguments: [
      ([4, 10, 32, 32], "(4, 10, 32, 32)"), ([4, 16, 10], "(4, 16, 10)"), ([1, 10], "(1, 10)"),
      ([8, 10], "(8, 10)"), ([4], "(4)"), ([], "()"), ([4, 1, 10], "(4, 1, 10)"),
      ([4, 0, 1, 2], "(4, 0, 1, 2)"),
    ] as [(Shape, String)])
  func others(shape: Shape, found: String) throws {
    let execution = try run(shape, isConstant: false)
    #expect(throws: ExecutionError.notLogits(found: found)) {
      try execution.logits(batch: 4, classes: 10)
    }
  }

  @Test func fewerLogitsThanClassesAreRefused() throws {
    let execution = try run([4, 8], isConstant: false)
    #expect(throws: ExecutionError.tooFewClasses(expected: 10, found: 8)) {
      try execution.logits(batch: 4, classes: 10)
    }
  }

  @Test("extents that the file states are looked at before anything is run")
  func stated() throws {
    func check(_ extents: [Int?]) throws {
      var builder = ArchitectureBuilder(name: "states")
      let x = builder.addInput(name: "x", extents: extents)
      let y = try builder.addOperation(
        .activation(.relu), name: "relu", inputs: [x], extents: extents)
      try ExecutableNetwork(try builder.finish(outputs: [y])).checkLogits(classes: 10)
    }
    try check([nil, 10])
    try check([nil, 11, 1, 1])
    try check([nil, nil, 7])
    #expect(throws: ExecutionError.notLogits(found: "(N, 10, 30, 30)")) {
      try check([nil, 10, 30, 30])
    }
    #expect(throws: ExecutionError.tooFewClasses(expected: 10, found: 8)) { try check([nil, 8]) }
  }
}
