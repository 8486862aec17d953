import Foundation
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct PredictTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private struct Report: Decodable {
    struct Unpredicted: Decodable {
      let name: String
      let shape: [Int]
      let reason: String
    }
    let schema: Int
    let architecture: String
    let ghn: String
    let output: String
    let tensors: Int
    let parameters: Int
    let predictedTensors: Int
    let predictedParameters: Int
    let unpredicted: [Unpredicted]
    let seconds: [String: Double]
    let peakMemoryBytes: Int
  }

  /// Predicts the small network, and answers the report.
  private func report(_ options: [String]) throws -> Report {
    let run = try CommandRun([tinyNetwork, "--json"] + options, in: folder)
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    return try JSONDecoder().decode(Report.self, from: Data(run.standardOutput.utf8))
  }

  @Test("a shipped model is known by its name, where no file has that name")
  func shippedModels() throws {
    #expect(try report(["--ghn", "ghn2-fashion-mnist"]).ghn == "ghn2-fashion-mnist")
    #expect(try report(["--ghn", "ghn-image-small", "--force"]).ghn == "ghn-image-small")
    try folder.file("ghn-image-small", holding: "no GHN")
    let file = try CommandRun([tinyNetwork, "--ghn", "ghn-image-small", "--force"], in: folder)
    #expect(file.status == 65)
    let unknown = try CommandRun([tinyNetwork, "--ghn", "ghn-image-huge", "--force"], in: folder)
    #expect(unknown.status == 66)
    #expect(unknown.standardError.hasPrefix("error: ghn-image-huge: "))
  }

  @Test("the shipped model predicts every parameter, and the report says so")
  func reports() throws {
    let report = try report([])
    #expect(report.schema == 1)
    #expect(report.architecture == "tiny_cnn.onnx")
    #expect(report.ghn == "ghn-image-small")
    #expect(report.output == "tiny_cnn.safetensors")
    #expect((report.tensors, report.predictedTensors) == (18, 18))
    #expect((report.parameters, report.predictedParameters) == (118_470, 118_470))
    #expect(report.unpredicted.isEmpty)
    #expect(
      Set(report.seconds.keys) == ["read", "graph", "embed", "decode", "write", "total"])
    #expect(report.peakMemoryBytes > 0)
    #expect(try folder.names() == ["tiny_cnn.safetensors"])
  }

  @Test("parameters keep name and shape, and strict loaders find the buffers they ask for")
  func buffers() throws {
    _ = try report([])
    let file = try SafetensorsFile(path: folder.path(of: "tiny_cnn.safetensors"))
    let entries = Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, $0) })
    #expect(entries["conv4.weight"]?.shape == [80, 32, 1, 7])
    #expect(entries["bn1.num_batches_tracked"]?.type == .int64)
    #expect(entries.count == 18 + 3 * 3)
    #expect(try file.tensor(named: "bn1.running_mean") == Tensor(zeros: [16]))
    #expect(try file.tensor(named: "bn1.running_var") == Tensor(repeating: 1, shape: [16]))
  }

  @Test("the numbers depend neither on threads nor on the way to the file")
  func repeatability() throws {
    _ = try report(["-o", "one.safetensors", "--threads", "1"])
    _ = try report(["-o", "two.safetensors", "--threads", "2"])
    #expect(
      FileManager.default.contentsEqual(
        atPath: folder.path(of: "one.safetensors"), andPath: folder.path(of: "two.safetensors")))
  }

  @Test("an .onnx output holds the same weights, and predicting for it changes nothing")
  func filledModel() throws {
    _ = try report(["-o", "filled.onnx"])
    let run = try CommandRun(
      ["filled.onnx", "-o", "again.safetensors", "--quiet"], in: folder)
    #expect(run.status == 0)
    #expect(run.standardOutput.isEmpty)
    #expect(run.standardError.isEmpty)
    _ = try report(["-o", "plain.safetensors"])
    let again = try SafetensorsFile(path: folder.path(of: "again.safetensors")).tensors()
    let plain = try SafetensorsFile(path: folder.path(of: "plain.safetensors")).tensors()
    #expect(Set(again.names) == Set(plain.names))
    for (name, tensor) in plain { #expect(again[name] == tensor) }
  }

  @Test func replacesItsOwnInputWhereItIsForced() throws {
    try FileManager.default.copyItem(atPath: tinyNetwork, toPath: folder.path(of: "net.onnx"))
    let refused = try CommandRun(["net.onnx", "-o", "net.onnx"], in: folder)
    #expect(refused.status == 73)
    let run = try CommandRun(["net.onnx", "-o", "net.onnx", "--force"], in: folder)
    #expect(run.status == 0)
    #expect(try CommandRun(["inspect", "net.onnx"], in: folder).status == 0)
    #expect(try folder.names() == ["net.onnx"])
  }

  @Test("a class layer that is kept is named with the reason, and is not a failure")
  func keptClassLayer() throws {
    let report = try report(["--keep-classifier", "--strict"])
    #expect(report.unpredicted.map(\.name) == ["fc2.weight", "fc2.bias"])
    #expect(report.unpredicted.map(\.shape) == [[10, 100], [10]])
    #expect(report.predictedTensors == 16)
  }

  @Test("the seed decides what is drawn at random, and nothing else")
  func seeds() throws {
    for seed in ["1", "2"] {
      _ = try report(["--keep-classifier", "--seed", seed, "-o", "\(seed).safetensors"])
    }
    let first = try SafetensorsFile(path: folder.path(of: "1.safetensors"))
    let second = try SafetensorsFile(path: folder.path(of: "2.safetensors"))
    #expect(try first.tensor(named: "fc2.weight") != second.tensor(named: "fc2.weight"))
    #expect(try first.tensor(named: "fc1.weight") == second.tensor(named: "fc1.weight"))
  }

  @Test func tellsAPersonWhatItDid() throws {
    let run = try CommandRun([tinyNetwork, "-o", "weights.npz"], in: folder)
    #expect(run.standardOutput.isEmpty)
    #expect(
      run.standardError.hasPrefix(
        "tiny_cnn.onnx: 18 of 18 tensors and 118,470 of 118,470 parameters predicted "
          + "by ghn-image-small in "))
    #expect(run.standardError.hasSuffix("\nwritten to weights.npz\n"))
  }

  @Test("a network without parameters is said to be one, not predicted in silence")
  func nothingToPredict() throws {
    let network = try folder.file(
      "relu.json",
      holding: """
        {"format": "ghn-architecture", "version": 1, "name": "relu",
         "inputs": [{"name": "x", "extents": [null, 3, 8, 8]}], "parameters": [],
         "operations": [{"name": "relu", "type": "activation", "function": "relu",
                         "inputs": ["x"], "outputs": [{"name": "y", "extents": [null, 3, 8, 8]}]}],
         "outputs": ["y"]}
        """)
    let run = try CommandRun([network, "-o", "relu.safetensors"], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(
      (run.standardOutput + run.standardError).contains("note: the network has no parameters"))
  }

  @Test("numbers that are attributes of a node are said not to be predicted")
  func attributeWeights() throws {
    // y = (1, 2, 3) · x + 4, as skl2onnx writes a linear regression.
    let model = """
      CAgSADqPAQpgCgF4EgF5GgNmaXQiD0xpbmVhclJlZ3Jlc3NvciogCgxjb2VmZmljaWVudHM9AACAPz0AAABAPQAAQECgAQYqFAoK
      aW50ZXJjZXB0cz0AAIBAoAEGOgphaS5vbm54Lm1sEgFnWhMKAXgSDgoMCAESCAoCCAEKAggDYhMKAXkSDgoMCAESCAoCCAEKAggB
      QgQKABARQg4KCmFpLm9ubngubWwQAQ==
      """
    try #require(Data(base64Encoded: model, options: .ignoreUnknownCharacters))
      .write(to: URL(fileURLWithPath: folder.path(of: "linear.onnx")))
    let run = try CommandRun(["linear.onnx", "-o", "w.safetensors", "--strict"], in: folder)
    #expect(run.status == 1)
    #expect(
      run.standardError.contains(
        "note: the 4 numbers of 'fit' are attributes of the operator LinearRegressor"))
    #expect(!run.standardError.contains("no parameters"))
  }

  @Test("a vector that layers with other weights share is said to be a merged one")
  func mergedVectors() throws {
    for second in ["v", "w"] {
      let network = try folder.file(
        "\(second).json",
        holding: """
          {"format": "ghn-architecture", "version": 1, "name": "two",
           "inputs": [{"name": "x", "extents": [null, 3]}],
           "parameters": [{"name": "w", "shape": [3, 3]}, {"name": "v", "shape": [3, 3]},
                          {"name": "b", "shape": [3]}],
           "operations": [
             {"name": "one", "type": "linear", "layout": "outputFirst",
              "inputs": ["x", "w", "b"], "outputs": [{"name": "h"}]},
             {"name": "two", "type": "linear", "layout": "outputFirst",
              "inputs": ["h", "\(second)", "b"], "outputs": [{"name": "y"}]}],
           "outputs": ["y"]}
          """)
      let run = try CommandRun([network, "-o", "\(second).npz"], in: folder)
      #expect(run.status == 0, "\(run.standardError)")
      #expect(run.standardError.contains("'b': the exporter has merged") == (second == "v"))
    }
  }

  @Test("which of several inputs count as data is said")
  func severalInputs() throws {
    let network = try folder.file(
      "pair.json",
      holding: """
        {"format": "ghn-architecture", "version": 1, "name": "pair",
         "inputs": [{"name": "x", "extents": [1, 4]}, {"name": "token", "extents": [1, 4]}],
         "parameters": [{"name": "w", "shape": [4, 4]}],
         "operations": [
           {"name": "sum", "type": "arithmetic", "function": "add", "inputs": ["x", "token"],
            "outputs": [{"name": "h", "extents": [1, 4]}]},
           {"name": "fc", "type": "linear", "layout": "outputFirst", "inputs": ["h", "w"],
            "outputs": [{"name": "y"}]}],
         "outputs": ["y"]}
        """)
    let run = try CommandRun([network, "-o", "pair.npz"], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardError.contains("note: the network is fed 'x', 'token': what of these"))
  }

  @Test("a network of another task than the GHN's is told from it, and what to do before eval()")
  func notes() throws {
    let run = try CommandRun(
      [packageRoot.appendingPathComponent("Examples/resnet50.onnx").path, "-o", "w.npz"],
      in: folder)
    let notes = run.standardError.split(separator: "\n").filter { $0.hasPrefix("note: ") }
    try #require(notes.count == 4, "\(run.standardError)")
    #expect(
      notes[0]
        == "note: ghn-image-small was trained for 10 classes of fashion-mnist, images of 3×32×32"
    )
    #expect(notes[1].hasPrefix("note: the network answers 1,000 classes: "))
    #expect(notes[2] == "note: the network takes inputs of 3×224×224")
    #expect(notes[3].hasPrefix("note: 53 batch norms have no running statistics yet: "))
  }
}
