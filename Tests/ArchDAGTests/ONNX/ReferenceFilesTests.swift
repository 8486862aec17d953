import ArchDAG
import FileBytes
import Foundation
import Tensors
import Testing

/// Tests on the files that published exporters wrote, if `GHN_REFERENCE` names their folder.
@Suite(.enabled(if: ReferenceFiles.folder != nil)) struct ReferenceFilesTests {
  @Test("every reference file is read", arguments: ReferenceFiles.onnxPaths)
  func readsEveryFile(path: String) throws {
    let architecture = try Architecture(onnx: MappedFile(path: path))
    #expect(!architecture.operations.isEmpty)
    #expect(architecture.inputs.count == 1)
    #expect(architecture.outputs.count >= 1)
  }

  @Test("both exporters give the same parameters", arguments: ReferenceFiles.exportedTwice)
  func exportersAgree(stem: String) throws {
    let traced = try ReferenceFiles.architecture("arch/\(stem).onnx")
    let dynamo = try ReferenceFiles.architecture("arch/\(stem).dynamo.onnx")
    #expect(Set(traced.parameters) == Set(dynamo.parameters))
  }

  @Test("the published graph's parameters are parameters", arguments: ReferenceFiles.graphStems)
  func coversThePublishedGraph(stem: String) throws {
    let json = try ReferenceFiles.json("graphs/\(stem).json")
    guard let graph = json["ghn3"] as? [String: Any], let nodes = graph["nodes"] as? [[String: Any]]
    else { return }
    let architecture = try ReferenceFiles.architectureOfEitherExport(stem)
    let shapes = Dictionary(
      architecture.parameters.map { ($0.name, $0.shape.extents) }, uniquingKeysWith: { a, _ in a })
    for node in nodes {
      guard let name = node["parameter"] as? String, let shape = node["shape"] as? [Int] else {
        continue
      }
      // The published graph states positional encodings and 1×1 class layers in other shapes.
      if node["op"] as? String == "pos_enc" || node["lastWeight"] as? Bool == true {
        #expect(shapes[name] != nil, "\(name)")
      } else {
        #expect(shapes[name] == shape, "\(name)")
      }
    }
  }
}

/// The folder of reference files.
enum ReferenceFiles {
  static let folder = ProcessInfo.processInfo.environment["GHN_REFERENCE"]

  static var onnxPaths: [String] {
    guard let folder else { return [] }
    return ["arch", "models"].flatMap { part in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []
      return names.filter { $0.hasSuffix(".onnx") }.sorted().map { "\(folder)/\(part)/\($0)" }
    }
  }

  static var exportedTwice: [String] {
    let stems = Set(onnxPaths.map(stem))
    return stems.filter { stems.contains($0 + ".dynamo") }.sorted()
  }

  static var graphStems: [String] {
    let stems = Set(onnxPaths.map(stem))
    guard let folder else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/graphs")) ?? []
    return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
      .filter { stems.contains($0) || stems.contains($0 + ".dynamo") }
  }

  static func stem(_ path: String) -> String {
    String((path.split(separator: "/").last ?? "").dropLast(5))
  }

  static func architecture(_ path: String) throws -> Architecture {
    try Architecture(onnx: MappedFile(path: "\(folder ?? "")/\(path)"))
  }

  static func architectureOfEitherExport(_ stem: String) throws -> Architecture {
    let traced = "arch/\(stem).onnx"
    let exists = FileManager.default.fileExists(atPath: "\(folder ?? "")/\(traced)")
    return try architecture(exists ? traced : "arch/\(stem).dynamo.onnx")
  }

  static func json(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder ?? "")/\(path)"))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }
}
