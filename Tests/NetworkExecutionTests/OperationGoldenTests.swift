import ArchDAG
import Autograd
import FileBytes
import Foundation
import NetworkExecution
import Tensors
import Testing

/// Tiny networks, one for each family of operations, against ONNX Runtime.
///
/// `Golden/make_operation_goldens.py` makes them and says with which versions.
@Suite struct OperationGoldenTests {
  struct Goldens: Decodable {
    let cases: [String: Answer]
    struct Answer: Decodable {
      let shape: [Int]
      let numbers: [Float]
    }
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  static let names = [
    "activation", "arithmetic", "attention", "convolution", "einsum", "elementwise", "embedding",
    "linear", "normalization", "output_padding", "output_shape", "pooling", "rearrangement",
    "selection", "signal", "transposed_convolution",
  ]

  static func goldens() throws -> Goldens {
    let data = try Data(contentsOf: folder.appendingPathComponent("operations.json"))
    return try JSONDecoder().decode(Goldens.self, from: data)
  }

  static func architecture(_ name: String) throws -> Architecture {
    let path = folder.appendingPathComponent("operations/\(name).onnx").path
    return try Architecture(contentsOf: try MappedFile(path: path))
  }

  static func inputs(of architecture: Architecture, batch: Int) -> [Tensor] {
    architecture.inputs.map { id in
      let value = architecture[id]
      var extents = (value.extents ?? []).map { $0 ?? 1 }
      extents[0] = batch
      let numbers = DrawnNumbers.uniform(value.name, Shape(extents))
      guard value.name == "indices" else { return numbers }
      return Tensor(
        shape: numbers.shape, scalars: numbers.scalars.map { (($0 + 1) * 3).rounded(.down) })
    }
  }

  @Test("a tiny network answers what ONNX Runtime answers", arguments: names)
  func answers(name: String) throws {
    let golden = try #require(try Self.goldens().cases[name])
    let architecture = try Self.architecture(name)
    let parameters = DrawnNumbers.parameters(of: architecture)
    let run = try ExecutableNetwork(architecture)(
      Self.inputs(of: architecture, batch: 2), parameters: parameters.asConstants,
      statistics: .running(parameters))
    #expect(run.outputs[0].shape.extents == golden.shape)
    // Float32 sums in another order.
    #expect(worstError(run.outputs[0].value.scalars, golden.numbers) < 2e-6)
  }

  /// The files state a batch of 2 in their shapes.
  @Test(
    "a batch larger than the file's gives the same answer for the file's images",
    arguments: names.filter { !["einsum", "selection"].contains($0) })
  func grows(name: String) throws {
    let golden = try #require(try Self.goldens().cases[name])
    let architecture = try Self.architecture(name)
    let parameters = DrawnNumbers.parameters(of: architecture)
    let run = try ExecutableNetwork(architecture)(
      Self.inputs(of: architecture, batch: 5), parameters: parameters.asConstants,
      statistics: .running(parameters))
    #expect(run.outputs[0].shape.extents == [5] + golden.shape.dropFirst())
    let first = run.outputs[0].value.scalars.prefix(golden.numbers.count)
    #expect(worstError(first, golden.numbers) < 2e-6)
  }

  /// Each golden operation is one that some network here runs.
  @Test func goldensCoverTheFamilies() throws {
    var kinds: Set<String> = []
    for name in Self.names {
      for operation in try Self.architecture(name).operations { kinds.insert(operation.kind.name) }
    }
    let expected: Set<String> = [
      "convolution", "transposedConvolution", "linear", "embedding", "batchNorm", "layerNorm",
      "groupNorm", "rootMeanSquareNorm", "maxPool", "averagePool", "globalAveragePool", "mean",
      "activation", "softmax", "matrixProduct", "einsum", "add", "subtract", "multiply", "divide",
      "power", "minimum", "maximum", "select", "concatenation", "split", "slice", "gather",
      "reshape", "flatten", "transpose", "squeeze", "unsqueeze", "expand", "pad", "dropout",
      "identity",
    ]
    #expect(expected.subtracting(kinds) == [])
  }
}
