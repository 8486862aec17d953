import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// What follows from constants alone is computed when a network is prepared, and not in each run.
@Suite struct ComputedConstantsTests {
  /// x of (N, 3), and an operation on it and on what a chain of operations makes of [1, 2, 4].
  private func network(
    _ kinds: [OperationKind], last: OperationKind = .arithmetic(.add), extents: [[Int?]?] = [],
    wanting: ExecutableNetwork.WantedOutputs = .first, limits: ExecutionLimits = .init()
  ) throws -> ExecutableNetwork {
    var builder = ArchitectureBuilder(name: "constants")
    let x = builder.addInput(name: "x", extents: [nil, 3])
    var value = builder.addConstant(.reals([1, 2, 4]), name: "c", extents: [1, 3])
    for (place, kind) in kinds.enumerated() {
      value = try builder.addOperation(
        kind, name: "k\(place)", inputs: [value],
        extents: extents.indices.contains(place) ? extents[place] : nil)
    }
    let y = try builder.addOperation(last, name: "y", inputs: [x, value])
    return try ExecutableNetwork(
      try builder.finish(outputs: [y, value]), outputs: wanting, limits: limits)
  }

  private func scalars(_ network: ExecutableNetwork, images: Int = 2) throws -> [[Float]] {
    let x = Tensor(shape: [images, 3], scalars: (0..<3 * images).map(Float.init))
    return try network([x], parameters: [:]).outputs.map { $0.value.scalars }
  }

  @Test("a chain of operations on constants is none of a run, and gives the same numbers")
  func chains() throws {
    let network = try network([.elementwise(.negate), .reduction(.sum, axes: [1], keepsAxes: true)])
    #expect(network.operationCount == 1)
    #expect(try scalars(network) == [[-7, -6, -5, -4, -3, -2]])
    #expect(try scalars(network, images: 1) == [[-7, -6, -5]])
  }

  @Test("such a result may be an output of its own")
  func outputs() throws {
    let network = try network([.elementwise(.negate)], wanting: .all)
    #expect(network.operationCount == 1)
    for _ in 0..<2 {
      #expect(try scalars(network, images: 1) == [[-1, -1, -2], [-1, -2, -4]])
    }
  }

  @Test("what a run alone tells is computed in it: the batch, and what is dropped")
  func runs() throws {
    let grown = try network([.elementwise(.negate), .expand], extents: [[1, 3], [nil, 3]])
    #expect(grown.operationCount == 2)
    for images in 1...3 {
      #expect(try scalars(grown, images: images)[0].count == 3 * images)
    }
    let dropped = try network([.dropout(probability: 0.5), .elementwise(.negate)])
    #expect(dropped.operationCount == 3)
    let x = Tensor(shape: [1, 3], scalars: [0, 0, 0])
    let draws = try (0..<8 as Range<UInt64>).map { seed in
      try dropped([x], parameters: [:], dropout: .random(seed: seed)).outputs[0].value.scalars
    }
    #expect(Set(draws).count > 1)
  }

  @Test("a repetition that does not follow from the batch is computed beforehand")
  func repetitions() throws {
    let repeated = try network([.expand], last: .matrixProduct, extents: [[3, 3]])
    #expect(repeated.operationCount == 1)
    #expect(try scalars(repeated, images: 1) == [[3, 6, 12]])
  }

  @Test("a norm over a batch keeps telling what it saw")
  func norms() throws {
    let network = try network([.batchNorm(epsilon: 1e-5)])
    #expect(network.operationCount == 2)
    let run = try network([Tensor(zeros: [1, 3])], parameters: [:])
    #expect(run.batchStatistics.count == 1)
  }

  @Test("operands that do not fit are told when the network is prepared")
  func misfits() {
    #expect(throws: ExecutionError.self) { try network([.reshape(extents: [2, 2])]) }
  }

  @Test("computed constants count as memory of preparing and of running")
  func limits() throws {
    let small = ExecutionLimits(byteCount: 1 << 12)
    #expect(throws: ExecutionError.self) {
      try network([.pad(amounts: [0, 0, 1 << 10, 0])], limits: small)
    }
    let few = try network([.elementwise(.negate)])
    let many = try network([
      .pad(amounts: [9, 0, 0, 0]), .reduction(.sum, axes: [0], keepsAxes: true),
    ])
    let x = Tensor(shape: [1, 3], scalars: [0, 0, 0])
    // Three numbers of the constant, and three of the sum; nothing of what led to it.
    for network in [few, many] {
      #expect(try network([x], parameters: [:]).peakScalarCount == 6)
    }
  }

  @Test("parameters that are not trained are constants, where their numbers are given")
  func fixedParameters() throws {
    var builder = ArchitectureBuilder(name: "quantized")
    let x = builder.addInput(name: "x", extents: [nil, 2])
    let whole = try builder.addParameter(name: "whole", shape: [2, 2], isTrainable: false)
    let scale = builder.addConstant(.reals([0.5]), name: "scale", extents: [])
    let weight = try builder.addOperation(
      .quantization(.init(range: nil, axis: 0)), name: "weight", inputs: [whole, scale])
    let y = try builder.addOperation(.linear(.outputFirst), name: "y", inputs: [x, weight])
    let architecture = try builder.finish(outputs: [y])
    let numbers = Tensor(shape: [2, 2], scalars: [1, 2, 3, 4])
    let fed = Tensor(shape: [1, 2], scalars: [1, 10])

    let network = try ExecutableNetwork(architecture, constants: ["whole": numbers])
    #expect(network.operationCount == 1 && network.requiredParameters.isEmpty)
    #expect(try network([fed], parameters: [:]).outputs[0].value.scalars == [10.5, 21.5])

    let open = try ExecutableNetwork(architecture)
    #expect(open.requiredParameters.map(\.name) == ["whole"])
    #expect(
      try open([fed], parameters: ["whole": Variable(numbers)]).outputs[0].value.scalars
        == [10.5, 21.5])
    #expect(
      throws: ExecutionError.wrongShape(name: "whole", expected: [2, 2], found: [4])
    ) {
      try ExecutableNetwork(
        architecture, constants: ["whole": Tensor(shape: [4], scalars: numbers.scalars)])
    }
  }
}
