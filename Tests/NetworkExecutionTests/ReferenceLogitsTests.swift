import ArchDAG
import Autograd
import FileBytes
import Foundation
import NetworkExecution
import Tensors
import Testing

/// Networks of the usual families as two exporters wrote them, against ONNX Runtime.
///
/// `Golden/make_reference_logits.py` made the numbers; the files are those of the folder that
/// `GHN_REFERENCE` names.
@Suite(.enabled(if: ReferenceNetworks.folder != nil, "needs the folder that GHN_REFERENCE names"))
struct ReferenceLogitsTests {
  /// Swin's masks are scattered together from constants, which the reader does not follow.
  static let refused = [
    "arch/swin_t.dynamo.onnx", "arch/swin_t.onnx", "arch/swin_v2_t.dynamo.onnx",
    "arch/swin_v2_t.onnx",
  ]

  @Test(
    "a network that cannot run says why", arguments: ReferenceNetworks.folder == nil ? [] : refused)
  func refuses(name: String) throws {
    let architecture = try ReferenceNetworks.architecture(name)
    #expect(throws: ExecutionError.self) { try ExecutableNetwork(architecture) }
  }

  @Test(
    "a network answers what ONNX Runtime answers",
    arguments: ReferenceNetworks.answered.filter { !refused.contains($0) })
  func answers(name: String) throws {
    let expected = try #require(try ReferenceNetworks.goldens().logits[name])
    let architecture = try ReferenceNetworks.architecture(name)
    let parameters = DrawnNumbers.parameters(of: architecture)
    let network = try ExecutableNetwork(
      architecture, constants: ReferenceNetworks.tables(of: architecture))
    // Another batch than the file's: where norms do not take their moments from it, and where the
    // file does not merge a batch of one with the tokens, which leaves no trace of it.
    let keepsBatch =
      architecture.hasNormsOfTheBatch || (expected.count == 1 && name.contains("/vit_"))
    let batch = keepsBatch ? expected.count : 3
    let extents = architecture[architecture.inputs[0]].extents?.dropFirst().compactMap(\.self) ?? []
    let images = DrawnNumbers.uniform("images", Shape([batch] + extents))
    let run = try network(
      [images], parameters: parameters.asConstants, statistics: .running(parameters))
    let logits = run.outputs[0].value
    let classes = logits.shape.count / batch
    let found = expected.indices.flatMap { image in
      logits.scalars[(image * classes)...].prefix(expected[image].count)
    }
    let error = worstError(found, expected.flatMap(\.self))
    // The moments of one or two images amplify rounding.
    #expect(error < (architecture.hasNormsOfTheBatch ? 5e-4 : 1e-4), "\(error)")
    ReferenceNetworks.report(name, error)
  }
}

enum ReferenceNetworks {
  struct Goldens: Decodable {
    let logits: [String: [[Float]]]
  }

  static let folder = ProcessInfo.processInfo.environment["GHN_REFERENCE"]

  static func goldens() throws -> Goldens {
    let path = OperationGoldenTests.folder.appendingPathComponent("reference-logits.json")
    return try JSONDecoder().decode(Goldens.self, from: try Data(contentsOf: path))
  }

  static var answered: [String] {
    folder == nil ? [] : ((try? goldens())?.logits.keys.sorted() ?? [])
  }

  static func architecture(_ name: String) throws -> Architecture {
    try Architecture(contentsOf: try MappedFile(path: "\(folder ?? "")/\(name)"))
  }

  /// The tables of relative positions, which files without weights lack: those of the script.
  static func tables(of architecture: Architecture) -> NamedTensors {
    var tables = NamedTensors()
    for value in architecture.values where value.name.hasSuffix("relative_position_index") {
      guard case .constant(.unread) = value.origin else { continue }
      let extents = value.extents?.compactMap(\.self) ?? []
      let shape = Shape(extents)
      tables[value.name] = Tensor(
        shape: shape, scalars: (0..<shape.count).map { Float(7 * $0 % 169) })
    }
    return tables
  }

  /// Writes the error to a file that `GHN_REPORT` names, for those who collect them.
  static func report(_ name: String, _ error: Float) {
    guard let path = ProcessInfo.processInfo.environment["GHN_REPORT"],
      let file = FileHandle(forWritingAtPath: path)
    else { return }
    file.seekToEndOfFile()
    file.write(Data("\(name) \(error)\n".utf8))
  }
}

extension Architecture {
  /// Whether a batch norm has no running statistics.
  var hasNormsOfTheBatch: Bool {
    operations.contains { operation in
      guard case .batchNorm = operation.kind else { return false }
      guard operation.inputs.count == 5, let mean = operation.inputs[3] else { return true }
      if case .parameter = self[mean].origin { return false }
      return true
    }
  }
}
