import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// Networks and tensors that cannot run are refused with the name of what is wrong.
@Suite struct ExecutionErrorTests {
  private func network(
    _ kind: OperationKind, parameters: [(String, Shape)] = [], input: [Int?] = [nil, 4]
  ) throws -> Architecture {
    var builder = ArchitectureBuilder(name: "refused")
    var operands = [builder.addInput(name: "x", extents: input)]
    for (name, shape) in parameters {
      operands.append(try builder.addParameter(name: name, shape: shape))
    }
    let y = try builder.addOperation(kind, name: "the.operation", inputs: operands)
    return try builder.finish(outputs: [y])
  }

  @Test func namesTheOperationThatCannotRun() throws {
    for kind in [
      OperationKind.unrecognized(type: "CumSum"), .resize, .pad(amounts: nil),
      .reshape(extents: nil),
    ] {
      let architecture = try network(kind)
      #expect {
        try ExecutableNetwork(architecture)
      } throws: { error in
        guard case .unsupported("the.operation", kind.name, _) = error as? ExecutionError else {
          return false
        }
        return true
      }
    }
  }

  @Test(
    "a convolution by what flows is refused more groups than channels", arguments: [3, Int.max])
  func groups(count: Int) throws {
    var builder = ArchitectureBuilder(name: "grouped")
    let x = builder.addInput(name: "x", extents: [nil, 2, 4, 4])
    let attributes = ConvolutionAttributes(
      strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], groups: count)
    let y = try builder.addOperation(.convolution(attributes), name: "y", inputs: [x, x])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    #expect(throws: ExecutionError.self) {
      try network([Tensor(zeros: [2, 2, 4, 4])], parameters: [:])
    }
  }

  @Test("a result that is not computed, such as a dropout's mask, is named where it is read")
  func secondResults() throws {
    var builder = ArchitectureBuilder(name: "masked")
    let x = builder.addInput(name: "x", extents: [nil, 4])
    let results = try builder.addOperation(
      .dropout(probability: 0.5), name: "drop", inputs: [x], results: [("d", nil), ("mask", nil)])
    let y = try builder.addOperation(
      .arithmetic(.multiply), name: "product", inputs: [results[0], results[1]])
    #expect(
      throws: ExecutionError.unsupported(
        operation: "drop", kind: "dropout", reason: "an operation of which result 2 is read")
    ) { try ExecutableNetwork(try builder.finish(outputs: [y])) }
    #expect(throws: Never.self) { try ExecutableNetwork(try builder.finish(outputs: [results[0]])) }
  }

  @Test func refusesATransposedConvolutionWhosePaddingNobodyKnows() throws {
    let convolution = ConvolutionAttributes(
      strides: [2, 2], padding: [0, 0, 0, 0], dilations: [1, 1], groups: 1)
    let architecture = try network(
      .transposedConvolution(convolution, outputPadding: nil), parameters: [("w", [3, 1, 2, 2])],
      input: [nil, 3, nil, nil])
    #expect(
      throws: ExecutionError.unsupported(
        operation: "the.operation", kind: "transposedConvolution",
        reason: "a padding that depends on extents that the file does not tell")
    ) { try ExecutableNetwork(architecture) }
  }

  @Test func doesNotLookAtWhatNoOutputNeeds() throws {
    var builder = ArchitectureBuilder(name: "auxiliary")
    let x = builder.addInput(name: "x", extents: [nil, 4])
    let main = try builder.addOperation(.activation(.relu), name: "main", inputs: [x])
    let auxiliary = try builder.addOperation(.resize, name: "auxiliary", inputs: [x])
    let architecture = try builder.finish(outputs: [main, auxiliary])
    #expect(throws: ExecutionError.self) {
      try ExecutableNetwork(architecture, outputs: .all)
    }
    let run = try ExecutableNetwork(architecture)(
      [Tensor(shape: [1, 4], scalars: [-1, 2, -3, 4])], parameters: [:])
    #expect(run.outputs.map(\.value.scalars) == [[0, 2, 0, 4]])
  }

  @Test func namesParametersThatAreMissingOrOfAnotherShape() throws {
    let architecture = try network(.linear(.outputFirst), parameters: [("fc.weight", [3, 4])])
    let run = try ExecutableNetwork(architecture)
    let x = Tensor(zeros: [2, 4])
    #expect(throws: ExecutionError.missingParameter(name: "fc.weight")) {
      try run([x], parameters: [:])
    }
    #expect(
      throws: ExecutionError.wrongShape(name: "fc.weight", expected: [3, 4], found: [4, 3])
    ) { try run([x], parameters: ["fc.weight": Variable(Tensor(zeros: [4, 3]))]) }
  }

  @Test func namesInputsThatDoNotFit() throws {
    let architecture = try network(.linear(.outputFirst), parameters: [("fc.weight", [3, 4])])
    let run = try ExecutableNetwork(architecture)
    let weight = ["fc.weight": Variable(Tensor(zeros: [3, 4]))]
    #expect(throws: ExecutionError.wrongInputs(expected: "1", found: "0")) {
      try run([] as [Tensor], parameters: weight)
    }
    #expect(throws: ExecutionError.wrongInputs(expected: "'x' of shape (N, 4)", found: "(4)")) {
      try run([Tensor(zeros: [4])], parameters: weight)
    }
    #expect(
      throws: ExecutionError.unfitOperands(
        operation: "the.operation",
        expected: "a last axis of as many features as the weight takes",
        found: "[2, 5] and a weight of shape (3, 4)")
    ) { try run([Tensor(zeros: [2, 5])], parameters: weight) }
  }

  @Test func namesStatisticsThatAreMissing() throws {
    let cell = Genotype.Cell(
      edges: [.init(.convolution1, of: 0), .init(.skipConnection, of: 1)], concatenation: [2])
    var description = DeepNetsNetwork(genotype: Genotype(normal: cell, reduction: cell))
    description.cellCount = 1
    description.normalization = .trackedBatch
    let architecture = try Architecture(description)
    let parameters = DrawnNumbers.parameters(of: architecture).asConstants
    #expect(throws: ExecutionError.missingStatistics(name: "stem.1.running_mean")) {
      try ExecutableNetwork(architecture)(
        [Tensor(zeros: [2, 3, 32, 32])], parameters: parameters, statistics: .running([:]))
    }
  }
}
