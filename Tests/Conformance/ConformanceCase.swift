import ArchDAG
import Autograd
import FileBytes
import FoundationEssentials
import NetworkExecution
import TensorFiles
import Tensors

/// One of the official tests of ONNX, as Scripts/onnx-tests.py writes it.
struct ConformanceCase {
  /// What the test says of itself.
  struct Facts: Decodable {
    let operators: [String]
    let relative: Double
    let absolute: Double
    let isTraining: Bool
    let reason: String?
  }

  /// What became of a test.
  enum Outcome {
    case agrees
    /// The network is refused, or its tensors are.
    case refused(reason: String)
    /// It answers other numbers.
    case differs(String)
  }

  let name: String
  let facts: Facts
  private let folder: String

  init(folder: String, name: String) throws {
    self.name = name
    self.folder = "\(folder)/\(name)"
    let data = try Data(contentsOf: URL(filePath: "\(self.folder)/facts.json"))
    facts = try JSONDecoder().decode(Facts.self, from: data)
  }

  /// Reads the network, runs it, and compares all outputs.
  func outcome() throws -> Outcome {
    if let reason = facts.reason { return .refused(reason: reason) }
    let file = try SafetensorsFile(path: "\(folder)/tensors.safetensors")
    var given = NamedTensors()
    var expected: [Tensor] = []
    for entry in file.entries {
      let tensor = try file.tensor(named: entry.name)
      if entry.name.hasPrefix("out.") {
        expected.append(tensor)
      } else {
        given[String(entry.name.dropFirst("in.".count))] = tensor
      }
    }
    // As it is; then with what is told of axes, shapes and scales in the file, as exporters write it;
    // then the main output alone, where others are not computed.
    var reason = ""
    for (model, outputs) in [
      ("model", .all), ("bound", .all), ("model", .first), ("bound", .first),
    ]
      as [(String, ExecutableNetwork.WantedOutputs)]
    {
      do {
        let found = try run("\(folder)/\(model).onnx", outputs, given)
        let wanted = outputs == .first ? Array(expected.prefix(1)) : expected
        return compare(found, with: wanted)
      } catch let error as ArchitectureError {
        reason = reason.isEmpty ? "\(error)" : reason
      } catch let error as ExecutionError {
        reason = reason.isEmpty ? "\(error)" : reason
      }
    }
    return .refused(reason: reason)
  }

  private func run(
    _ path: String, _ outputs: ExecutableNetwork.WantedOutputs, _ given: NamedTensors
  ) throws -> [Tensor] {
    // What is fed decides the extents that the file leaves open.
    let file = try MappedFile(path: path)
    var architecture = try Architecture(onnx: file)
    if architecture.inputs.count == 1, let fed = given[architecture[architecture.inputs[0]].name] {
      architecture = try Architecture(
        onnx: file, inputExtents: [nil] + fed.shape.extents.dropFirst().map(Optional.some))
    }
    let network = try ExecutableNetwork(architecture, constants: given, outputs: outputs)
    let inputs = architecture.inputs.compactMap { given[architecture[$0].name] }
    var parameters: [String: Variable] = [:]
    for (name, tensor) in given { parameters[name] = Variable(tensor) }
    return try network(
      inputs, parameters: parameters,
      statistics: facts.isTraining ? .batch : .running(given)
    ).outputs.map(\.value)
  }

  private func compare(_ found: [Tensor], with expected: [Tensor]) -> Outcome {
    guard found.count == expected.count else {
      return .refused(reason: "\(found.count) of \(expected.count) outputs are computed")
    }
    for (found, expected) in zip(found, expected) {
      guard found.shape == expected.shape else {
        return .differs("shape \(found.shape), expected \(expected.shape)")
      }
      for (x, y) in zip(found.scalars, expected.scalars) where !isNear(x, y) {
        return .differs("\(x), expected \(y)")
      }
    }
    return .agrees
  }

  private func isNear(_ x: Float, _ y: Float) -> Bool {
    if x == y || (x.isNaN && y.isNaN) { return true }
    return abs(Double(x) - Double(y)) <= facts.absolute + facts.relative * abs(Double(y))
  }
}
