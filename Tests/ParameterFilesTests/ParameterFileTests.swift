import ArchDAG
import Concurrency
import FileBytes
import Foundation
import GHN
import ParameterFiles
import Randomness
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct ParameterFileTests {
  private let folder: TemporaryDirectory
  private let source: ArchitectureSource
  private let network: Architecture
  private let ghn: GraphHyperNetwork

  init() throws {
    folder = try TemporaryDirectory()
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = tests.appendingPathComponent("ArchDAGTests/Golden/tiny_cnn.onnx").path
    source = try ArchitectureSource(path: path)
    network = try source.architecture()
    var generator = SplitMix64(seed: 1)
    ghn = GraphHyperNetwork(
      GHNConfiguration(
        hiddenWidth: 8, largestBlock: .init(outputs: 8, inputs: 8, height: 3, width: 3),
        classCount: 10),
      using: &generator)
  }

  @Test(
    "what is written while it is predicted is what is predicted in memory",
    arguments: ["safetensors", "npz", "onnx"])
  func streams(kind: String) throws {
    let prepared = try ghn.prepare(network)
    let path = folder.path(of: "streamed.\(kind)")
    let file = try ParameterFile(path: path, of: source, as: network)
    try withThreads(2) { try file.write(prepared) }
    try file.finish()
    #expect(file.paths == [path])
    let other = folder.path(of: "whole.\(kind)")
    let whole = try ParameterFile(path: other, of: source, as: network)
    try whole.write(prepared.parameters())
    try whole.finish()
    #expect(try bytes(of: path) == bytes(of: other))
  }

  /// A network whose index table and coordinates lie in a file beside it.
  private func externalNetwork() throws -> ArchitectureSource {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden")
    for name in ["beside.onnx", "beside.data"] {
      try FileManager.default.copyItem(
        atPath: golden.appendingPathComponent(name).path, toPath: folder.path(of: name))
    }
    return try ArchitectureSource(path: folder.path(of: "beside.onnx"))
  }

  @Test("what a file keeps beside it, and is no parameter, stands in a filled file")
  func externalArrays() throws {
    let source = try externalNetwork()
    let network = try source.architecture()
    let path = folder.path(of: "filled.onnx")
    let file = try ParameterFile(path: path, of: source, as: network)
    #expect(file.unfilled.isEmpty)
    try file.write(try ghn.prepare(network).parameters())
    try file.finish()
    // The file stands alone now.
    try FileManager.default.removeItem(atPath: folder.path(of: "beside.data"))
    let after = try ArchitectureSource(path: path).architecture()
    #expect(after.buffers == network.buffers)
    #expect(after.keptTables == ["coordinates"])
    let table = after.values.first { $0.name == "coordinates" }
    #expect(table?.origin == .constant(.reals([0, 1, 2, 3, 4, 5])))
  }

  @Test(
    "arrays under a module's names stand beside the parameters, those without numbers are named")
  func moduleBuffers() throws {
    let source = try externalNetwork()
    let network = try source.architecture()
    let path = folder.path(of: "weights.safetensors")
    let file = try ParameterFile(path: path, of: source, as: network)
    #expect(file.unfilled.isEmpty)
    try file.write(try ghn.prepare(network).parameters())
    try file.finish()
    let weights = try SafetensorsFile(path: path)
    #expect(weights.entries.first { $0.name == "attn.index" }?.type == .int64)
    #expect(try weights.tensor(named: "attn.scale").scalars == [7])

    try FileManager.default.removeItem(atPath: folder.path(of: "beside.data"))
    let bare = try source.architecture()
    let other = try ParameterFile(path: folder.path(of: "bare.safetensors"), of: source, as: bare)
    #expect(other.unfilled == ["attn.index", "attn.scale"])
  }

  @Test("statistics that were measured stand in the file, with how many batches they come from")
  func statistics() throws {
    let mean = try #require(network.buffers.first { $0.name.hasSuffix(".running_mean") })
    let measured = Tensor(repeating: 0.5, shape: mean.shape)
    let path = folder.path(of: "calibrated.safetensors")
    let file = try ParameterFile(
      path: path, of: source, as: network,
      statistics: .init(tensors: [mean.name: measured], batchCount: 7))
    try file.write(try ghn.prepare(network).parameters())
    try file.finish()
    let written = try SafetensorsFile(path: path)
    #expect(try written.tensors()[mean.name] == measured)
    let count = mean.name.replacingSuffix("running_mean", with: "num_batches_tracked")
    #expect(written.entries.contains { $0.name == count && $0.type == .int64 })
  }

  @Test("a filled ONNX file can be read and filled again", arguments: [true, false])
  func filled(hasStatistics: Bool) throws {
    let path = folder.path(of: "filled.onnx")
    let buffers = network.buffers.filter { $0.shape.rank == 1 }
    var tensors = NamedTensors()
    for buffer in buffers { tensors[buffer.name] = Tensor(repeating: 0.25, shape: buffer.shape) }
    let file = try ParameterFile(
      path: path, of: source, as: network,
      statistics: hasStatistics ? .init(tensors: tensors, batchCount: 1) : nil)
    try file.write(try ghn.prepare(network).parameters())
    try file.finish()
    let again = try ArchitectureSource(path: path)
    let filled = try again.architecture()
    #expect(Set(filled.parameters) == Set(network.parameters))
    // Running statistics belong to the weights they were measured with: without new ones, a file
    // that held some is written as one that held none.
    let second = folder.path(of: "second.onnx")
    let refilled = try ParameterFile(path: second, of: again, as: filled)
    try refilled.write(try ghn.prepare(filled).parameters())
    try refilled.finish()
    let plain = folder.path(of: "plain.onnx")
    let fresh = try ParameterFile(path: plain, of: source, as: network)
    try fresh.write(try ghn.prepare(network).parameters())
    try fresh.finish()
    #expect(try bytes(of: second) == bytes(of: plain))
  }

  @Test("the weights within an ONNX file are read as they were written")
  func weightsOfONNX() throws {
    let path = folder.path(of: "filled.onnx")
    let mean = try #require(network.buffers.first { $0.name.hasSuffix(".running_mean") })
    var tensors = NamedTensors()
    for buffer in network.buffers where buffer.shape.rank == 1 {
      tensors[buffer.name] = Tensor(
        shape: buffer.shape, scalars: (0..<buffer.shape.count).map { 0.5 + Float($0) / 7 })
    }
    let file = try ParameterFile(
      path: path, of: source, as: network, statistics: .init(tensors: tensors, batchCount: 1))
    let parameters = try ghn.prepare(network).parameters()
    try file.write(parameters)
    try file.finish()
    let saved = try SavedParameters(path: path, of: network)
    for parameter in network.parameters where parameter.isTrainable {
      #expect(saved.parameters[parameter.name] == parameters[parameter.name])
    }
    #expect(saved.statistics[mean.name] == tensors[mean.name])
    #expect(try saved.completeStatistics().names == saved.statistics.names)
  }

  @Test("weights may lie in several files of which an index says which has what")
  func shards() throws {
    let parameters = try ghn.prepare(network).parameters()
    var halves = [NamedTensors(), NamedTensors()]
    var map: [String] = []
    for (index, name) in parameters.names.enumerated() {
      halves[index % 2][name] = parameters[name]
      map.append("\"\(name)\":\"\(index % 2).safetensors\"")
    }
    for (index, half) in halves.enumerated() {
      try SafetensorsFile.write(half, to: folder.path(of: "\(index).safetensors"))
    }
    let path = try folder.file(
      "model.safetensors.index.json",
      holding: Array("{\"weight_map\":{\(map.joined(separator: ","))}}".utf8))
    let saved = try SavedParameters(path: path, of: network)
    for name in parameters.names { #expect(saved.parameters[name] == parameters[name]) }
    #expect(throws: ParameterFileError.self) { try saved.completeStatistics() }
  }

  @Test(
    "names may begin with what trainers put before all of them",
    arguments: ["model.", "module.", "net._orig_mod."])
  func prefixes(prefix: String) throws {
    let parameters = try ghn.prepare(network).parameters()
    var tensors = NamedTensors()
    for (name, tensor) in parameters { tensors[prefix + name] = tensor }
    let path = folder.path(of: "prefixed.safetensors")
    try SafetensorsFile.write(tensors, to: path)
    let saved = try SavedParameters(path: path, of: network)
    #expect(saved.removedPrefix == prefix && saved.unusedNames.isEmpty)
    for name in parameters.names { #expect(saved.parameters[name] == parameters[name]) }

    // Of two such beginnings neither is taken, and one that some names lack is none.
    let both = folder.path(of: "both.safetensors")
    for (name, tensor) in parameters { tensors["ema." + name] = tensor }
    try SafetensorsFile.write(tensors, to: both)
    #expect(throws: ParameterFileError.self) { try SavedParameters(path: both, of: network) }
    var some = NamedTensors()
    for (name, tensor) in parameters.dropLast() { some[prefix + name] = tensor }
    let part = folder.path(of: "part.safetensors")
    try SafetensorsFile.write(some, to: part)
    #expect(throws: ParameterFileError.self) { try SavedParameters(path: part, of: network) }
  }

  @Test("tensors that the network has no place for are named, but for counts of batches")
  func unusedTensors() throws {
    var tensors = try ghn.prepare(network).parameters()
    for name in ["aux.weight", "bn.num_batches_tracked"] { tensors[name] = Tensor(zeros: [1]) }
    for buffer in network.buffers { tensors[buffer.name] = Tensor(zeros: buffer.shape) }
    let path = folder.path(of: "more.safetensors")
    try SafetensorsFile.write(tensors, to: path)
    #expect(try SavedParameters(path: path, of: network).unusedNames == ["aux.weight"])
  }

  @Test("the files beside an ONNX file are known")
  func externalPaths() throws {
    #expect(try externalNetwork().externalPaths == [folder.path(of: "beside.data")])
    #expect(source.externalPaths.isEmpty)
  }

  @Test(
    "where parameters stand under another submodule, it is told under which",
    arguments: [
      ("", ["backbone.stem.weight", "backbone.fc.weight", "optimizer.lr"], "backbone.", 2),
      ("net.", ["stem.weight", "fc.weight", "fc.bias"], "", 3),
      ("net.", ["model.a.stem.weight", "model.a.fc.bias", "net.fc.weight"], "model.a.", 2),
    ])
  func submodules(inNetwork: String, names: [String], inFile: String, count: Int) throws {
    let wanted = ["stem.weight", "fc.weight", "fc.bias", "head.weight"].map { inNetwork + $0 }
    let nearest = try #require(NearestNames(names, to: wanted))
    #expect(nearest.inFile == inFile && nearest.inNetwork == inNetwork)
    #expect(nearest.count == count && nearest.wantedCount == 4)
  }

  @Test("where most names are as they should be, or none are alike, there is no nearest submodule")
  func noSubmodule() throws {
    let wanted = ["stem.weight", "fc.weight", "fc.bias"]
    #expect(NearestNames(["stem.weight", "fc.weight", "old.fc.bias"], to: wanted) == nil)
    #expect(NearestNames(["a.weight", "bias"], to: wanted) == nil)
    #expect(NearestNames([], to: wanted) == nil)
  }

  @Test("a file whose parameters stand under a submodule is refused with that")
  func submoduleOfFile() throws {
    let parameters = try ghn.prepare(network).parameters()
    var tensors = NamedTensors()
    for (name, tensor) in parameters.dropLast() { tensors["backbone." + name] = tensor }
    let path = folder.path(of: "backbone.safetensors")
    try SafetensorsFile.write(tensors, to: path)
    do throws(ParameterFileError) {
      _ = try SavedParameters(path: path, of: network)
      Issue.record("a network without all of its parameters")
    } catch {
      guard case .noTensor(_, _, _, let nearest) = error else { throw error }
      #expect(nearest?.inFile == "backbone." && nearest?.count == parameters.count - 1)
    }
  }

  @Test("an ONNX file without its weights has none to read")
  func weightlessONNX() throws {
    let path = source.name
    #expect(throws: ParameterFileError.self) { try SavedParameters(path: path, of: network) }
  }

  /// An ONNX file of one linear layer whose weights are inputs in a number format.
  private func layer(_ format: RealFormat) -> [UInt8] {
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      let length = [UInt8(bytes.count & 0x7f) | 0x80, UInt8(bytes.count >> 7)]
      return [number << 3 | 2] + length + bytes
    }
    func text(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
    func value(_ name: String, _ extents: [UInt8]) -> [UInt8] {
      let shape = extents.flatMap { field(1, [8, $0]) }
      return text(1, name) + field(2, field(1, [8, UInt8(format.rawValue)] + field(2, shape)))
    }
    let transposed = text(1, "transB") + [3 << 3, 1, 0xa0, 1, 2]
    let node =
      text(1, "x") + text(1, "w") + text(1, "b") + text(2, "y") + text(4, "Gemm")
      + field(5, transposed)
    let graph =
      field(1, node) + field(11, value("x", [1, 3])) + field(11, value("w", [4, 3]))
      + field(11, value("b", [4])) + field(12, value("y", [1, 4]))
    return [8, 8] + field(7, graph) + field(8, [2 << 3, 17])
  }

  @Test(
    "weights are written and read in their file's number format", arguments: RealFormat.allCases)
  func numberFormats(format: RealFormat) throws {
    let source = ArchitectureSource(bytes: layer(format), name: "layer.onnx")
    let network = try source.architecture()
    let path = folder.path(of: "filled.onnx")
    let file = try ParameterFile(path: path, of: source, as: network)
    let parameters = try ghn.prepare(network).parameters()
    #expect(parameters.names == ["w", "b"])
    try file.write(parameters)
    try file.finish()
    let saved = try SavedParameters(path: path, of: network)
    for (name, tensor) in parameters {
      #expect(
        saved.parameters[name]?.scalars
          == tensor.scalars.map { format.number(of: format.bits(of: $0)) })
    }
  }

  @Test("weights that lie in a file beside the ONNX file are read from there")
  func weightsBesideONNX() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let golden = tests.appendingPathComponent("ArchDAGTests/Golden/tiny_cnn.dynamo.onnx").path
    let path = try folder.file("dynamo.onnx", holding: try bytes(of: golden))
    let network = try ArchitectureSource(path: path).architecture()
    let error = #expect(throws: ParameterFileError.self) {
      try SavedParameters(path: path, of: network)
    }
    #expect(error.map { "\($0)".contains("stripped.data") } == true, "\(String(describing: error))")
    // Its arrays say no offsets: each begins where the file does.
    let numbers = (0..<80_000).map { Float($0) / 8 }
    _ = try folder.file(
      "stripped.data",
      holding: numbers.flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(8 * $0)) }
      })
    let saved = try SavedParameters(path: path, of: network)
    for parameter in network.parameters
    where parameter.isTrainable && parameter.shape.count > 100 {
      #expect(
        saved.parameters[parameter.name]?.scalars == Array(numbers.prefix(parameter.shape.count)))
    }
  }

  @Test("a weight that is cut short is named")
  func shortWeights() throws {
    let path = folder.path(of: "filled.onnx")
    let file = try ParameterFile(path: path, of: source, as: network)
    try file.write(try ghn.prepare(network).parameters())
    try file.finish()
    let places = try ArchitectureSource(path: path).weightRegions()
    let parameter = try #require(network.parameters.first { $0.shape.rank == 4 })
    let place = try #require(try places.region(of: parameter.name))
    var bytes = [UInt8](try bytes(of: path))
    // An extent of the tensor's record, which stands before its numbers: one row more.
    let name = Array(parameter.name.utf8)
    let record = try #require(
      (0..<place.bytes.lowerBound).last { bytes[$0...].starts(with: name) })
    let start = max(0, record - 40)
    let extent = try #require(
      (start..<place.bytes.lowerBound).first {
        bytes[$0] == 8 && Int(bytes[$0 + 1]) == parameter.shape[0]
      })
    bytes[extent + 1] += 1
    let source = ArchitectureSource(bytes: bytes, name: "forged.onnx")
    #expect(throws: ArchitectureSourceError.self) { try source.weightRegions() }
  }

  @Test("errors say what was expected of the output or of the source")
  func errors() throws {
    #expect(throws: ParameterFileError.unknownFormat(path: "weights.bin")) {
      try ParameterFile(path: "weights.bin", of: source, as: network)
    }
    let cell = ArchitectureSource(
      bytes: Array(
        "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|".utf8),
      name: "a cell")
    let architecture = try cell.architecture()
    #expect(throws: ParameterFileError.notONNX(source: "a cell")) {
      try ParameterFile.checkWritable(
        folder.path(of: "cell.onnx"), of: cell, as: architecture, overwriting: false)
    }
    let path = try folder.file("there.npz", holding: "taken")
    #expect(throws: ParameterFileError.writing(.file(.exists(path: path)))) {
      try ParameterFile(path: path, of: source, as: network)
    }
  }

  private func bytes(of path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + other : self
  }
}
