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
    "activation", "arithmetic", "attention", "attention_node", "convolution", "cumulative_sum",
    "einsum", "einsum_others", "elementwise", "embedding", "fused", "group_scales", "hyperbolic",
    "learned_left",
    "linear", "normalization", "older", "output_padding", "output_shape", "pooling",
    "rearrangement", "resized", "selection", "signal", "slopes", "transposed_convolution",
    "whole_numbers",
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

  @Test("what a network computes of extents that its file leaves open is known once they are")
  func openExtents() throws {
    let golden = try #require(try Self.goldens().cases["open_extents"])
    let path = Self.folder.appendingPathComponent("operations/open_extents.onnx").path
    let file = try MappedFile(path: path)
    let open = try Architecture(onnx: file)
    #expect(throws: ExecutionError.self) { try ExecutableNetwork(open) }
    let architecture = try Architecture(onnx: file, inputExtents: [nil, 3, 6, 5])
    let parameters = DrawnNumbers.parameters(of: architecture)
    let network = try ExecutableNetwork(architecture)
    for batch in [2, 5] {
      let run = try network(
        Self.inputs(of: architecture, batch: batch), parameters: parameters.asConstants)
      #expect(run.outputs[0].shape.extents == [batch] + golden.shape.dropFirst())
      let first = run.outputs[0].value.scalars.prefix(golden.numbers.count)
      #expect(worstError(first, golden.numbers) < 2e-6)
    }
  }

  /// The files state a batch of 2 in their shapes.
  @Test(
    "a batch larger than the file's gives the same answer for the file's images",
    arguments: names.filter { !["einsum", "einsum_others", "older", "selection"].contains($0) })
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

  /// Why no golden covers an operation.
  private enum Reason {
    /// ONNX's own tests of this operator do: `make test-onnx`.
    case official(String)
    /// No operator of ONNX says it, or it is refused.
    case unsaid, refused
  }

  /// Operations that no golden covers, and why.
  private static let uncovered: [OperationName: Reason] = [
    .adaptiveAveragePool: .unsaid, .arrangement: .official("Reshape"), .border: .official("Pad"),
    .gatherND: .official("GatherND"), .gatherElements: .official("GatherElements"),
    .localResponseNorm: .official("LRN"), .logSoftmax: .official("LogSoftmax"),
    .quantization: .official("QuantizeLinear"), .recurrence: .official("LSTM"),
    .scatter: .official("ScatterElements"),
    .topElements: .official("TopK"), .gridSample: .official("GridSample"),
    .resize: .refused, .unrecognized: .refused,
  ]

  @Test func goldensCoverEveryOperationThatRuns() throws {
    let kinds = try Self.names.flatMap { try Self.architecture($0).operations.map(\.kind) }
    let missing = Set(OperationName.allCases).subtracting(kinds.map(\.traits.name))
    #expect(missing == Set(Self.uncovered.keys))
    let table = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/onnx-tests.md"), encoding: .utf8)
    for case (let name, .official(let test)) in Self.uncovered {
      let row = try #require(table.split(separator: "\n").first { $0.hasPrefix("| `\(test)` |") })
      let agreeing = try #require(row.split(separator: "|").dropFirst().first)
      #expect(Int(agreeing.filter(\.isNumber)) ?? 0 > 0, "\(name) by \(test)")
    }
    let functions = Set(kinds.map(\.name))
    for function in Arithmetic.allCases { #expect(functions.contains(function.rawValue)) }
    for function in ElementwiseFunction.allCases { #expect(functions.contains(function.rawValue)) }
  }
}
