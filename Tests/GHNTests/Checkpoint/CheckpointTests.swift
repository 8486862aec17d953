import Foundation
import GHN
import Layers
import Randomness
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct CheckpointTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// Writes tensors as a checkpoint would hold them, and answers the path.
  private func file(
    _ tensors: NamedTensors, metadata: [String: String] = [:], name: String = #function
  ) throws -> String {
    let path = folder.path(of: "\(name.prefix { $0 != "(" }).safetensors")
    try SafetensorsWriter(path: path, entries: tensors.entries, metadata: metadata)
      .finish(with: tensors)
    return path
  }

  static let configurations: [GHNConfiguration] = [
    .ghn2(classCount: 10), .ghn1(classCount: 10), .ghn2(classCount: 7, largestKernel: 16),
    smallNetwork { $0.kernelDecoder = .multilayer }.configuration,
    smallNetwork { $0.kernelDecoder = .lowRank(.init(rank: 4, length: 96)) }.configuration,
    smallNetwork { $0.propagation = .nodewise }.configuration,
    smallNetwork { $0.propagation = .graphormer(layers: 2, heads: 4) }.configuration,
    smallNetwork {
      $0.kernelCrop = .centered
      $0.kernelExtension = .interpolated
      $0.virtualEdgeCutoff = 7
    }.configuration,
  ]

  @Test("what is written is read back", arguments: configurations)
  func roundTrip(configuration: GHNConfiguration) throws {
    var generator = SplitMix64(seed: 11)
    let ghn = GraphHyperNetwork(configuration, using: &generator)
    let path = folder.path(of: "round-trip.safetensors")
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

  @Test("a GHN-3 is read off its tensors, and what was read is said", arguments: [true, false])
  func graphormerInference(hasTablesAtTopLevel: Bool) throws {
    let configuration = smallNetwork {
      $0.propagation = .graphormer(layers: 3, heads: 2)
      $0.kernelCrop = .centered
      $0.kernelExtension = .interpolated
    }.configuration
    var generator = SplitMix64(seed: 12)
    let ghn = GraphHyperNetwork(configuration, using: &generator)
    var tensors = NamedTensors()
    for (name, tensor) in ghn.namedTensors {
      let isTable = name.hasPrefix("gnn.0.centrality") || name.hasPrefix("gnn.0.input_dist")
      tensors[isTable && hasTablesAtTopLevel ? String(name.dropFirst(6)) : name] = tensor
    }
    let path = try file(tensors, name: "ghn3-\(hasTablesAtTopLevel)")
    let checkpoint = try GHNCheckpoint(path: path)
    #expect(checkpoint.configuration == configuration)
    #expect(
      Set(checkpoint.inferredSettings) == [
        "hid = 8", "num_classes = 5", "max_shape = (6, 6, 3, 3)", "layers = 3", "heads = 2",
        "layernorm = true", "ve = true", "weight_norm = true",
      ])
    let read = try GraphHyperNetwork(checkpoint)
    #expect(read.embeddings(for: variedGraph()) == ghn.embeddings(for: variedGraph()))
  }

  @Test func aFileThatStatesItsConfigurationLeavesNothingToInfer() throws {
    let path = folder.path(of: "stated.safetensors")
    try smallNetwork().write(to: path)
    #expect(try GHNCheckpoint(path: path).inferredSettings.isEmpty)
  }

  @Test("a configuration without a word on the crop or first embeddings is an earlier one")
  func earlierMetadata() throws {
    let ghn = smallNetwork()
    let text = String(decoding: try JSONEncoder().encode(ghn.configuration), as: UTF8.self)
    let later = [
      #""kernelCrop":"topLeft""#, #""eigenvectorCount":0"#, #""normalizesInputs":false"#,
    ]
    let earlier = later.reduce(text) {
      $0.replacingOccurrences(of: "\($1),", with: "").replacingOccurrences(of: ",\($1)", with: "")
    }
    for setting in later { #expect(!earlier.contains(setting)) }
    let path = try file(
      ghn.namedTensors,
      metadata: ["ghn.configuration": #"{"version":1,"configuration":\#(earlier)}"#])
    #expect(try GraphHyperNetwork(path: path).configuration == ghn.configuration)
  }

  @Test func whatLaterWorksAddStandsInTheFile() throws {
    let ghn = smallNetwork {
      $0.eigenvectorCount = 3
      $0.normalizesInputs = true
    }
    let path = folder.path(of: "added.safetensors")
    try ghn.write(to: path)
    let read = try GraphHyperNetwork(path: path)
    #expect(read.configuration == ghn.configuration)
    #expect(read.embeddings(for: variedGraph()) == ghn.embeddings(for: variedGraph()))
  }

  @Test("a file of positions that are not scaled has a version that earlier programs refuse")
  func unscaledPositions() throws {
    let path = folder.path(of: "positions.safetensors")
    try smallNetwork().leavingPositions().write(to: path)
    #expect(try !GraphHyperNetwork(path: path).configuration.normalizesPositions)
    let text = try SafetensorsFile(path: path).metadata["ghn.configuration"]
    #expect(text?.contains(#""version":2"#) == true)
  }

  @Test("a file without the tensors of the virtual edges that its configuration has is refused")
  func missingVirtualEdges() throws {
    let ghn = smallNetwork()
    try #require(ghn.configuration.hasVirtualEdges)
    let text = String(decoding: try JSONEncoder().encode(ghn.configuration), as: UTF8.self)
    var tensors = NamedTensors()
    for (name, tensor) in ghn.namedTensors where !name.contains("mlp_ve") { tensors[name] = tensor }
    let path = try file(
      tensors, metadata: ["ghn.configuration": #"{"version":1,"configuration":\#(text)}"#])
    #expect {
      try GraphHyperNetwork(path: path)
    } throws: { error in
      "\(error)".contains("expected a tensor 'gnn.mlp_ve.fc.0.weight'")
    }
  }

  @Test("a number of eigenvectors that no embedding holds is refused", arguments: [-1, 9])
  func impossibleEigenvectors(count: Int) throws {
    var configuration = smallNetwork().configuration
    configuration.eigenvectorCount = count
    let text = String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
    let path = try file(
      smallNetwork().namedTensors,
      metadata: ["ghn.configuration": #"{"version":1,"configuration":\#(text)}"#],
      name: "eigenvectors\(count)")
    #expect(
      throws: CheckpointError.invalidSetting(
        file: path, setting: "eigenvectorCount", expected: "a number from 0 to 8",
        found: "\(count)")
    ) { try GraphHyperNetwork(path: path) }
  }

  @Test(
    "a low-rank decoder of sizes that do not fit each other is refused",
    arguments: [
      ("rank", #""rank":4"#, #""rank":0"#), ("rank", #""rank":4"#, #""rank":5000"#),
      ("length", #""length":96"#, #""length":5"#),
      ("length", #""length":96"#, #""length":1048577"#),
      ("classes", #""classCount":5"#, #""classCount":97"#),
    ])
  func impossibleLowRank(name: String, old: String, new: String) throws {
    let ghn = smallNetwork { $0.kernelDecoder = .lowRank(.init(rank: 4, length: 96)) }
    let text = String(decoding: try JSONEncoder().encode(ghn.configuration), as: UTF8.self)
    let forged = text.replacingOccurrences(of: old, with: new)
    #expect(forged != text)
    let path = try file(
      ghn.namedTensors,
      metadata: ["ghn.configuration": #"{"version":1,"configuration":\#(forged)}"#],
      name: "low-rank-\(name)")
    #expect(throws: CheckpointError.self) { try GraphHyperNetwork(path: path) }
  }

  @Test("a low-rank decoder alone does not say how many channels and classes there are")
  func lowRankInference() throws {
    let ghn = smallNetwork { $0.kernelDecoder = .lowRank(.init(rank: 4, length: 96)) }
    let path = try file(ghn.namedTensors, name: "low-rank")
    #expect(
      throws: CheckpointError.invalidSetting(
        file: path, setting: "max_shape", expected: "four extents beside a low-rank decoder",
        found: "none")
    ) { try GraphHyperNetwork(path: path) }
  }

  @Test(
    "published sizes have the published number of parameters",
    arguments: [(GHNConfiguration.GHN3Size.tiny, 6_906_632), (.small, 35_810_368)])
  func publishedSizes(size: GHNConfiguration.GHN3Size, count: Int) {
    var generator = SplitMix64(seed: 1)
    let ghn = GraphHyperNetwork(.ghn3(size), using: &generator)
    #expect(ghn.parameters.reduce(0) { $0 + $1.value.shape.count } == count)
  }

  @Test(
    "a Graphormer that cannot be is refused",
    arguments: [
      ("propagation.graphormer.layers", 0, 2, 50), ("propagation.graphormer.heads", 1, 9, 50),
      ("propagation.graphormer.heads", 1, 0, 50), ("virtualEdgeCutoff", 1, 2, 255),
    ])
  func impossibleGraphormers(setting: String, layers: Int, heads: Int, cutoff: Int) throws {
    let ghn = smallNetwork()
    var configuration = ghn.configuration
    configuration.propagation = .graphormer(layers: layers, heads: heads)
    configuration.virtualEdgeCutoff = cutoff
    let text = String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
    let path = try file(
      ghn.namedTensors,
      metadata: ["ghn.configuration": #"{"version":1,"configuration":\#(text)}"#],
      name: "\(setting)\(heads)")
    let error = #expect(throws: CheckpointError.self) { try GraphHyperNetwork(path: path) }
    guard case .invalidSetting(_, let found, _, _) = error else {
      Issue.record("\(setting): \(String(describing: error))")
      return
    }
    #expect(found == setting)
  }

  @Test func laterVersionsAreRefused() throws {
    let path = try file(
      smallNetwork().namedTensors,
      metadata: ["ghn.configuration": #"{"version":3,"configuration":"a poem"}"#])
    #expect(throws: CheckpointError.futureVersion(file: path, found: 3, supported: 2)) {
      try GraphHyperNetwork(path: path)
    }
  }

  @Test(
    "metadata that are no configuration are refused",
    arguments: [
      ("", "ghn.configuration"), ("{}", "ghn.configuration"), ("[]", "ghn.configuration"),
      (#"{"version":"one"}"#, "ghn.configuration"), (#"{"version":0}"#, "version"),
      (#"{"version":1}"#, "ghn.configuration"),
      (#"{"version":1,"configuration":{"hiddenWidth":8}}"#, "largestBlock"),
      (#"{"version":1,"configuration":{"hiddenWidth":"8"}}"#, "hiddenWidth"),
    ])
  func malformedMetadata(text: String, setting: String) throws {
    let path = try file(
      smallNetwork().namedTensors, metadata: ["ghn.configuration": text],
      name: "metadata\(text.utf8.count)")
    let error = #expect(throws: CheckpointError.self) { try GraphHyperNetwork(path: path) }
    guard case .invalidSetting(_, let found, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == setting)
  }

  @Test("a word that is not known is named with its setting")
  func unknownWords() throws {
    let ghn = smallNetwork()
    let text = String(decoding: try JSONEncoder().encode(ghn.configuration), as: UTF8.self)
    let forged = text.replacingOccurrences(of: #""topLeft""#, with: #""middle""#)
    try #require(forged != text)
    let path = try file(
      ghn.namedTensors,
      metadata: ["ghn.configuration": #"{"version":1,"configuration":\#(forged)}"#])
    #expect {
      try GraphHyperNetwork(path: path)
    } throws: {
      "\($0)".contains("setting 'kernelCrop': expected a value that this version knows, found")
        && "\($0)".contains("middle")
    }
  }

  @Test func extentsThatCannotBeAreRefused() throws {
    let ghn = smallNetwork()
    for (setting, value) in [
      ("hiddenWidth", 1 << 40), ("classCount", 0), ("largestBlock.height", -3),
    ] {
      var configuration = ghn.configuration
      switch setting {
      case "hiddenWidth": configuration.hiddenWidth = value
      case "classCount": configuration.classCount = value
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

  @Test(
    "what wrappers and trainers put before every name is left out, and said",
    arguments: ["_orig_mod.", "module.", "module._orig_mod.", "model."])
  func wrapperPrefixes(prefix: String) throws {
    var generator = SplitMix64(seed: 11)
    let ghn = GraphHyperNetwork(.ghn2(classCount: 10), using: &generator)
    var tensors = NamedTensors()
    for (name, tensor) in ghn.namedTensors { tensors[prefix + name] = tensor }
    let checkpoint = try GHNCheckpoint(path: try file(tensors))
    #expect(checkpoint.removedPrefix == prefix)
    #expect(try GraphHyperNetwork(checkpoint).namedTensors.names == ghn.namedTensors.names)
    // A name that lacks it belongs to another network.
    tensors["other"] = Tensor(zeros: [1])
    #expect(throws: CheckpointError.self) {
      try GHNCheckpoint(path: try file(tensors, name: "mixed"))
    }
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
    let path = folder.path(of: "text.pt")
    try Data("not a checkpoint".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: CheckpointError.self) { try GraphHyperNetwork(path: path) }
    guard case .file = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
