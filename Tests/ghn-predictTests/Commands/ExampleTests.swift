import Foundation
import TensorFiles
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

  @Test func theReadmeShowsTheExample() throws {
    let readme = try String(
      contentsOf: packageRoot.appendingPathComponent("README.md"), encoding: .utf8)
    let example = try String(
      contentsOf: packageRoot.appendingPathComponent("Examples/predict-resnet/main.swift"),
      encoding: .utf8)
    #expect(readme.contains("```swift\n\(example)```"))
  }
}
