import ArchDAG
import Foundation
import Randomness
import Tensors
import Testing

@Suite struct ArchitectureJSONTests {
  private static let convolution = ConvolutionAttributes(
    strides: [2, 1], padding: [1, 0, 1, 2], dilations: [1, 3], groups: 2)
  private static let pooling = PoolingAttributes(
    kernel: [3, 2], strides: [2, 2], padding: [1, 0, 1, 0], dilations: [1, 1], roundsUp: true,
    countsPadding: false)

  private static var smoothed: OperationKind {
    var resampling = Resampling(
      method: .cubic, coordinates: .halfPixel, rounding: .floor, extents: [1, 2, 3, 4])
    resampling.cubicCoefficient = -0.5
    (resampling.isAntialiased, resampling.excludesOutside) = (true, true)
    return .resample(resampling)
  }

  /// Each kind of operation, with attributes that differ from any default.
  static let kinds: [OperationKind] =
    [
      .convolution(convolution), .transposedConvolution(convolution, outputPadding: [1, 2]),
      .transposedConvolution(convolution, outputPadding: nil), .embedding,
      .batchNorm(epsilon: 1e-3), .layerNorm(axis: -2, epsilon: 1e-6),
      .groupNorm(groups: 4, epsilon: 0.1), .rootMeanSquareNorm(axis: 1, epsilon: 3.0e-7),
      .maxPool(pooling), .averagePool(pooling), .globalAveragePool,
      .adaptiveAveragePool(extents: [7, 5]), .mean(axes: [2, -1], keepsAxes: true),
      .softmax(axis: -1),
      .cumulativeSum(axis: -2, isExclusive: true, isReversed: false), .select, .matrixProduct,

      .concatenation(axis: 1), .split(axis: 2, extents: [1, 2]), .split(axis: 2, extents: nil),
      .slice([
        AxisSlice(axis: 2, start: 1, end: .max, step: 2),
        AxisSlice(axis: -1, start: -1, end: .min, step: -1),
      ]),
      .gather(axis: 0), .reshape(extents: [-1, 4]), .reshape(extents: nil), .flatten(axis: 1),
      .transpose(permutation: [0, 2, 1]), .squeeze(axes: []), .unsqueeze(axes: [0, 3]), .expand,
      .pad(amounts: [0, 1]), .pad(amounts: nil), .resize, .dropout(probability: 0.25), .identity,
      .unrecognized(type: "com.example::Gate"), .unrecognized(type: "Slice", effect: .movement),
      .unrecognized(type: "Less", effect: .pointwise),
      .unrecognized(type: "DequantizeLinear", effect: .quantization), .logSoftmax(axis: -1),
      .gatherND(batchAxes: 1),
      .localResponseNorm(.init(size: 5, alpha: 0.5, beta: 0.75, bias: 2)),
      .recurrence(
        .init(
          cell: .gru, direction: .both, stateCount: 7, isBatchFirst: true,
          resetsAfterProduct: true)),
      .recurrence(.init(cell: .lstm, direction: .reverse, stateCount: 2, couplesGates: true)),
      .recurrence(
        .init(cell: .lstm, stateCount: 3, limit: 1.5)
          .computing([.hardSigmoid(slope: 0.2, offset: 0.5), .tanh, .elu(alpha: 2)])),
      .gatherElements(axis: -1), .scatter(axis: nil), .scatter(axis: -2),
      .scatter(axis: 0, combining: .maximum), .topElements(axis: -1, count: 3, isLargest: false),
      .gridSample(.init(method: .cubic, border: .reflect, alignsCorners: true)),
      .quantization(.init(range: -128...127, axis: 1)),
      .quantization(.init(range: nil, axis: -1, blockSize: 32)),
      .border(.constant(-1.5), amounts: [0, 1]), .border(.edge, amounts: [0, 1]),
      .border(.reflect, amounts: [0, 1]), .border(.wrap, amounts: [0, 1]),
      .resample(
        .init(
          method: .linear, coordinates: .alignCorners, rounding: .floor, scales: [1, 1, 2, 0.5])),
      .resample(
        .init(
          method: .nearest, coordinates: .asymmetric, rounding: .preferCeiling,
          extents: [1, 2, 3, 4])),
      smoothed,
    ] + ["ab->ba", "bhid,bhjd->bhij"].compactMap(EinsumEquation.init).map(OperationKind.einsum)
    + LinearLayout.allCases.map(OperationKind.linear)
    + Arithmetic.allCases.map(OperationKind.arithmetic)
    + ElementwiseFunction.allCases.map(OperationKind.elementwise)
    + DiscreteFunction.allCases.map(OperationKind.discrete)
    + Reduction.allCases.map { .reduction($0, axes: [1, -1], keepsAxes: true) }
    + RuntimeArrangement.allCases.map { .arrangement($0, axis: 1) }
    + [
      Activation.relu, .leakyRelu(slope: 0.01), .prelu, .elu(alpha: 1.5), .selu, .sigmoid,
      .hardSigmoid(slope: 0.2, offset: 0.5), .tanh, .softplus, .mish, .gelu(isApproximate: true),
      .gelu(isApproximate: false), .silu, .hardSwish, .clip(minimum: 0, maximum: 6),
      .clip(minimum: nil, maximum: nil), .clip(minimum: nil, maximum: -0.1),
    ].map(OperationKind.activation)

  /// An architecture with one operation of this kind between values of every sort.
  static func sample(_ kind: OperationKind) throws -> Architecture {
    var builder = ArchitectureBuilder(name: "sample / \"quoted\" ü")
    let x = builder.addInput(name: "x", extents: [nil, 4, 8, 8])
    let second = builder.addInput(name: "no rank", extents: nil)
    var isConvolution = false
    if case .convolution = kind { isConvolution = true }
    if case .transposedConvolution = kind { isConvolution = true }
    let weight = try builder.addParameter(
      name: "w", shape: isConvolution ? [4, 2, 3, 3] : [4, 8], isTrainable: true)
    _ = try builder.addParameter(name: "buffer", shape: [4], isTrainable: false)
    let integers = builder.addConstant(.integers([1, -2, .max]), name: "integers", extents: [3])
    let reals = builder.addConstant(.reals([0.1, -1e-30, 3]), name: "reals")
    _ = builder.addConstant(.unread, name: "unread", extents: [nil])
    var operands: [ValueID?] = kind.traits.operands.roles.map { role in
      switch role {
      case .data, .indices, .condition: x
      case .weight, .table, .scale, .slope: weight
      case .bias, .shift, .runningMean, .runningVariance, .mask: nil
      case .targetExtents: integers
      }
    }
    if kind.traits.operands.isVariadic { operands += [nil, reals, second] }
    if case .einsum(let equation) = kind {
      operands = Array(repeating: x, count: equation.operandCount)
    }
    let results = try builder.addOperation(
      kind, name: "operation", inputs: operands, results: [("y", [nil, 4]), ("z", nil)])
    return try builder.finish(outputs: results.reversed())
  }

  /// What is read from what is written of an architecture.
  private static func rereading(_ architecture: Architecture) throws -> Architecture {
    try Architecture(json: try architecture.json())
  }

  @Test("reads the very architecture that it writes, for every kind of operation", arguments: kinds)
  func roundTrip(kind: OperationKind) throws {
    let architecture = try Self.sample(kind)
    #expect(try Self.rereading(architecture) == architecture)
  }

  @Test("the batch is written for which shapes are stated; an older text without it means two")
  func nominalBatches() throws {
    var builder = ArchitectureBuilder(name: "open", nominalBatch: 7)
    let x = builder.addInput(name: "x", extents: [nil, 4])
    let y = try builder.addOperation(.flatten(axis: 1), name: "y", inputs: [x], extents: [7, 4])
    let architecture = try builder.finish(outputs: [y])
    #expect(try Self.rereading(architecture) == architecture)
    let text = String(decoding: try architecture.json(), as: UTF8.self)
    let older = text.replacing("\"batch\":7,", with: "").replacing(
      "\"version\":2", with: "\"version\":1")
    #expect(older != text)
    #expect(try Architecture(json: Array(older.utf8)).nominalBatch == 2)
    let closed = text.replacing("[null,4]", with: "[7,4]").replacing("\"batch\":7,", with: "")
    #expect(try Architecture(json: Array(closed.utf8)).nominalBatch == Architecture.readersBatch)
  }

  @Test func roundTripsTheNetworksThatGenotypesGive() throws {
    for network in try Golden.deepNets() {
      let architecture = try Architecture(network)
      #expect(try Self.rereading(architecture) == architecture)
    }
  }

  @Test func keepsEveryFloat() throws {
    var generator = SplitMix64(seed: 7)
    let numbers = (0..<20_000).map { _ in
      Float(bitPattern: UInt32.random(in: 0..<0x7f80_0000, using: &generator))
    }
    var builder = ArchitectureBuilder(name: "floats")
    let x = builder.addInput(name: "x", extents: nil)
    _ = builder.addConstant(.reals(numbers), name: "numbers")
    let architecture = try builder.finish(outputs: [x])
    let read = try Architecture(json: architecture.json())
    guard case .constant(.reals(let found)) = read.values[1].origin else {
      Issue.record("the constant became \(read.values[1])")
      return
    }
    #expect(found == numbers)
  }

  @Test func readsTheExampleOfItsDocumentation() throws {
    let page = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../docs/architecture-json.md"), encoding: .utf8)
    let example = try #require(page.components(separatedBy: "```json\n").dropFirst().first)
    let json = try #require(example.components(separatedBy: "```").first)
    let architecture = try Architecture(json: Array(json.utf8))
    #expect(architecture.parameters.map(\.name) == ["conv.weight", "fc.weight", "fc.bias"])
    #expect(try Self.rereading(architecture) == architecture)
  }

  @Test func writesTheSameBytesEachTime() throws {
    let architecture = try Architecture(try Golden.deepNets()[3])
    let first = try architecture.json()
    let second = try architecture.json()
    #expect(first == second)
  }

  @Test func refusesToWriteTwoValuesOfOneName() throws {
    var builder = ArchitectureBuilder(name: "twins")
    let x = builder.addInput(name: "x", extents: nil)
    let y = try builder.addOperation(.identity, name: "x", inputs: [x])
    let architecture = try builder.finish(outputs: [y])
    #expect(throws: ArchitectureError.self) { try architecture.json() }
  }

  @Test func refusesToWriteWhatIsNoNumber() throws {
    var builder = ArchitectureBuilder(name: "infinite")
    let mask = builder.addConstant(.reals([1, -.infinity]), name: "mask")
    let architecture = try builder.finish(outputs: [mask])
    #expect(throws: ArchitectureError.self) { try architecture.json() }
  }
}
