import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct ExampleTests {
  @Test("the example of the README predicts ResNet-50")
  func predictResNet() throws {
    let folder = try TemporaryDirectory()
    let architecture = packageRoot.appendingPathComponent("Examples/resnet50.onnx").path
    let run = try CommandRun(
      [architecture, shippedModel, "weights.safetensors"], of: "predict-resnet", in: folder)
    #expect(run.status == 0)
    #expect(run.standardOutput == "161 tensors, 25557032 parameters\n")
    let file = try SafetensorsFile(path: folder.path(of: "weights.safetensors"))
    #expect(file.entries.count == 161)
  }

  @Test(
    "the guide's program exports from PyTorch, predicts, and loads every array back",
    .enabled(if: pythonWithTorch != nil, "no python3 on the path has torch and numpy"))
  func fromPyTorch() throws {
    let folder = try TemporaryDirectory()
    let script = packageRoot.appendingPathComponent("Examples/from_pytorch.py").path
    let command = CommandRun.builtProducts.appendingPathComponent("ghn-predict").path
    let run = try CommandRun(
      [script, command, shippedModel], of: try #require(pythonWithTorch), in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardOutput == "15 arrays loaded, outputs of shape (8, 10)\n")
  }

  @Test("the example genotype is that of DARTS, and all of its parameters are predicted")
  func darts() throws {
    let folder = try TemporaryDirectory()
    let genotype = packageRoot.appendingPathComponent("Examples/darts.json").path
    let run = try CommandRun(
      [genotype, "--cells", "3", "--ghn", shippedModel, "--strict", "-o", "weights.safetensors"],
      in: folder)
    #expect(run.status == 0)
    let names = try SafetensorsFile(path: folder.path(of: "weights.safetensors")).entries
      .map(\.name)
    // The last operation of a normal cell is dilated, and reads the first sum.
    #expect(names.contains("cells.0._ops.7.op.1.weight"))
    #expect(names.contains("classifier.0.bias"))
  }

  @Test func theReadmeShowsTheExample() throws {
    let readme = try String(
      contentsOf: packageRoot.appendingPathComponent("README.md"), encoding: .utf8)
    let example = try String(
      contentsOf: packageRoot.appendingPathComponent("Examples/predict-resnet/main.swift"),
      encoding: .utf8)
    #expect(readme.contains("```swift\n\(example)```"))
  }
}

/// The first Python on the path, or of the system, that has PyTorch and NumPy.
private let pythonWithTorch: String? = {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
  let folders = path.split(separator: ":").map(String.init) + ["/usr/bin"]
  return folders.map { "\($0)/python3" }.first { python in
    guard FileManager.default.isExecutableFile(atPath: python) else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", "import torch, numpy"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}()
