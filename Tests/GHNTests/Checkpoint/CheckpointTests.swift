import Foundation
import GHN
import Layers
import TensorFiles
import Tensors
import Testing

@Suite struct CheckpointTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/ghn-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Writes tensors as a checkpoint would hold them, and answers the path.
  private func file(
    _ tensors: NamedTensors, metadata: [String: String] = [:], name: String = #function
  ) throws -> String {
    let path = "\(folder)/\(name.prefix { $0 != "(" }).safetensors"
    try SafetensorsWriter(path: path, entries: tensors.entries, metadata: metadata)
      .finish(with: tensors)
    return path
  }

  static let configurations: [GHNConfiguration] = [
    .ghn2(classCount: 10), .ghn1(classCount: 10), .ghn2(classCount: 7, largestKernel: 16),
    smallNetwork { $0.kernelDecoder = .multilayer }.configuration,
    smallNetwork { $0.propagation = .nodewise }.configuration,
    smallNetwork {
      $0.kernelExtension = .interpolated; $0.virtualEdgeCutoff = 7
    }.configuration,
  ]

  @Test("what is written is read back", arguments: configurations)
  func roundTrip(configuration: GHNConfiguration) throws {
    var generator = SplitMix64(seed: 11)
    let ghn = GraphHyperNetwork(configuration, using: &generator)
    let path = "\(folder)/round-trip.safetensors"
    try ghn.write(to: path)
    let read = try GraphHyperNetwork(path: path)
    #expect(read.configuration == configuration)
    #expect(read.namedTensors.names == ghn.namedTensors.names)
    for (name, tensor) in ghn.namedTensors { #expect(read.namedTensors[name] == tensor) }
  }

  @Test(
    "a configuration that no one has written down is read off the tensors",
    arguments: [
      GHNConfiguration.ghn2(classCount: 10), .ghn1(classCount: 10),
      .ghn2(classCount: 7, largestKernel: 16),
    ], [GHNConfiguration.Propagation.gated, .nodewise])
  func inference(
    published: GHNConfiguration, propagation: GHNConfiguration.Propagation
  ) throws {
    var configuration = published
    configuration.propagation = propagation
    var generator = SplitMix64(seed: 12)
    let tensors = GraphHyperNetwork(configuration, using: &generator).namedTensors
    let read = try GraphHyperNetwork(path: try file(tensors))
    // A nodewise network has no weights that depend on edges, and flat weights are ghn3's.
    if propagation == .nodewise { configuration.virtualEdgeCutoff = 1 }
    configuration.kernelExtension = .interpolated
    #expect(read.configuration == configuration)
  }

  @Test func laterVersionsAreRefused() throws {
    let path = try file(
      smallNetwork().namedTensors,
      metadata: ["ghn.configuration": #"{"version":2,"configuration":"a poem"}"#])
    #expect(throws: CheckpointError.futureVersion(file: path, found: 2, supported: 1)) {
      try GraphHyperNetwork(path: path)
    }
  }

  @Test(
    "metadata that are no configuration are refused",
    arguments: [
      "", "{}", "[]", #"{"version":"one"}"#, #"{"version":1}"#,
      #"{"version":1,"configuration":{"hiddenWidth":8}}"#,
    ])
  func malformedMetadata(text: String) throws {
    let path = try file(
      smallNetwork().namedTensors, metadata: ["ghn.configuration": text],
      name: "metadata\(text.utf8.count)")
    #expect(
      throws: CheckpointError.invalidSetting(
        file: path, setting: "ghn.configuration",
        expected: text.contains("\"version\":1")
          ? "a configuration" : "a JSON object with a version", found: text)
    ) { try GraphHyperNetwork(path: path) }
  }

  @Test func extentsThatCannotBeAreRefused() throws {
    let ghn = smallNetwork()
    for (setting, value) in [("hid", 1 << 40), ("num_classes", 0), ("max_shape[2]", -3)] {
      var configuration = ghn.configuration
      switch setting {
      case "hid": configuration.hiddenWidth = value
      case "num_classes": configuration.classCount = value
      default: configuration.largestBlock.height = value
      }
      let encoder = JSONEncoder()
      let text = String(decoding: try encoder.encode(configuration), as: UTF8.self)
      let path = try file(
        ghn.namedTensors,
        metadata: ["ghn.configuration": #"{"version":1,"configuration":\#(text)}"#],
        name: setting)
      let error = #expect(throws: CheckpointError.self) { try GraphHyperNetwork(path: path) }
      guard case .invalidSetting(_, let found, _, _) = error else {
        Issue.record("\(setting): \(String(describing: error))")
        continue
      }
      #expect(found == setting)
    }
  }

  @Test func graphormersAreRefusedByName() throws {
    var tensors = smallNetwork().namedTensors
    tensors["gnn.0.attn.to_qkv.weight"] = Tensor(zeros: [24, 8])
    let path = try file(tensors)
    #expect(
      throws: CheckpointError.unsupportedPropagation(
        file: path, parameter: "gnn.0.attn.to_qkv.weight")
    ) { try GraphHyperNetwork(path: path) }
  }

  @Test func otherWeightsAreNoGraphHyperNetwork() throws {
    let path = try file(["conv1.weight": Tensor(zeros: [4, 3, 3, 3])])
    #expect(
      throws: CheckpointError.notAGraphHyperNetwork(file: path, missing: "embed.weight")
    ) { try GraphHyperNetwork(path: path) }
  }

  @Test func aTensorOfAnotherShapeIsNamed() throws {
    var tensors = smallNetwork().namedTensors
    tensors["decoder.conv.0.bias"] = Tensor(zeros: [3])
    let path = try file(tensors)
    #expect(
      throws: CheckpointError.parameter(
        file: path,
        .shapeMismatch(name: "decoder.conv.0.bias", expected: [64], found: [3]))
    ) { try GraphHyperNetwork(path: path) }
  }

  @Test func aFileThatIsNoCheckpointIsRefused() throws {
    let path = "\(folder)/text.pt"
    try Data("not a checkpoint".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: CheckpointError.self) { try GraphHyperNetwork(path: path) }
    guard case .file = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
