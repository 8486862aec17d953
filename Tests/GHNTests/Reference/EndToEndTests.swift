import ArchDAG
import FileBytes
import Foundation
import GHN
import Tensors
import Testing

/// Architecture file in, every parameter out: the published code's predictions once more, from the
/// ONNX files of both exporters instead of the published graphs.
@Suite(.enabled(if: ReferenceFolder.path != nil, "needs GHN_REFERENCE"))
struct EndToEndTests {
  /// Files from which the published graph cannot be had, with the reason.
  private static let others: [String: String] = [
    "small_vit.onnx": "the published graph lacks the sum behind the positional encoding",
    "small_vit.dynamo.onnx": "the published graph lacks the sum behind the positional encoding",
    "darts_cifar10.onnx": "the exporter has merged concatenations of concatenations",
  ]

  /// How many files there are to compare a checkpoint's predictions on.
  private static let expectedCounts = [
    "ghn1_cifar10": 11, "ghn2_cifar10": 11, "ghn2_imagenet": 18, "ghn2_imagenet_g3": 37,
    "ghn2_mlpdec_small": 11, "ghn3tm8": 37, "ghn3tm8.hub.joblib": 37, "mlp_cifar10": 11,
  ]

  @Test("predictions from ONNX files agree", arguments: PublishedPredictionsTests.checkpoints)
  func predictions(checkpoint: String) throws {
    let ghn = try ReferenceFolder.network(checkpoint)
    var worst = 0.0
    var files = 0
    var tensorCount = 0
    for stem in ReferenceFolder.stems(
      in: "pred/\(ReferenceFolder.predictions(of: checkpoint))", ending: ".json")
    where !stem.hasSuffix("__no_class_layers") {
      let graphs = try ReferenceFolder.decoded(ReferenceGraphs.self, at: "graphs/\(stem).json")
      guard ReferenceFolder.usesGHN3Graphs(checkpoint) || graphs.sameAsPpuda else { continue }
      let reference = try ReferenceFolder.decoded(
        ReferencePrediction.self,
        at: "pred/\(ReferenceFolder.predictions(of: checkpoint))/\(stem).json")
      for file in ["\(stem).onnx", "\(stem).dynamo.onnx"] where Self.others[file] == nil {
        guard let architecture = try Self.architecture(file) else { continue }
        let prediction = try ghn.predictParameters(for: architecture)
        for entry in reference.tensors {
          let tensor = try #require(prediction.parameters[entry.name], "\(entry.name) of \(file)")
          #expect(tensor.shape.extents == entry.shape)
          let error = entry.relativeError(of: tensor)
          worst = max(worst, error)
          // Float and double runs of the published code differ by up to 5e-6 of the RMS.
          #expect(error < 2e-5, "\(entry.name) of \(file)")
          tensorCount += 1
        }
        files += 1
      }
    }
    print("\(checkpoint): \(files) ONNX files, \(tensorCount) tensors, worst \(worst)")
    #expect(files == Self.expectedCounts[checkpoint])
  }

  private static func architecture(_ file: String) throws -> Architecture? {
    let path = "\(ReferenceFolder.path ?? "")/arch/\(file)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try Architecture(onnx: try MappedFile(path: path))
  }
}
