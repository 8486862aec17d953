import Foundation
import TensorFiles
import Tensors
import Testing

/// The folder of the published code's answers, where it is at hand.
private let reference = ProcessInfo.processInfo.environment["GHN_REFERENCE"]

/// Checkpoints that `torch.save` and `joblib.dump` wrote, at their real size.
@Suite(.enabled(if: reference != nil, "needs the folder that GHN_REFERENCE names"))
struct TorchReferenceTests {
  private func tensors(_ name: String) throws -> NamedTensors {
    try TorchCheckpoint(path: "\(try #require(reference))/\(name)").stateDictionary()
  }

  /// The shapes that `weights/manifest.json` lists, by checkpoint and tensor.
  private func manifest() throws -> [String: [String: [Int]]] {
    struct Checkpoint: Decodable { var tensors: [String: [Int]] }
    let url = URL(fileURLWithPath: "\(try #require(reference))/weights/manifest.json")
    return try JSONDecoder().decode([String: Checkpoint].self, from: Data(contentsOf: url))
      .mapValues(\.tensors)
  }

  @Test(
    "every checkpoint has the shapes that PyTorch wrote",
    arguments: [
      "ghn1_cifar10", "ghn2_cifar10", "ghn2_imagenet", "ghn2_imagenet_g3", "ghn2_mlpdec_small",
      "ghn3tm8", "mlp_cifar10",
    ])
  func shapes(name: String) throws {
    let tensors = try tensors("weights/\(name).pt")
    let expected = try #require(try manifest()[name])
    #expect(Set(tensors.names) == Set(expected.keys))
    for (name, tensor) in tensors { #expect(tensor.shape.extents == expected[name], "\(name)") }
    let isFinite = tensors.allSatisfy { $0.tensor.scalars.allSatisfy(\.isFinite) }
    #expect(isFinite)
  }

  @Test func theSameWeightsComeOutOfBothFormats() throws {
    let torch = try tensors("weights/ghn2_cifar10.pt")
    let path = "\(try #require(reference))/weights/ghn2_cifar10.safetensors"
    let safetensors = try SafetensorsFile(path: path)
    #expect(Set(torch.names) == Set(safetensors.entries.map(\.name)))
    for (name, tensor) in torch {
      #expect(try safetensors.tensor(named: name) == tensor, "\(name)")
    }
  }

  @Test func theHubLayoutHoldsTheSameTensors() throws {
    let hub = try tensors("weights/ghn3tm8.hub.joblib.pt")
    let archive = try tensors("weights/ghn3tm8.pt")
    #expect(hub.scalarCount == archive.scalarCount)
    for (name, tensor) in hub {
      let twin = archive[name] ?? archive["gnn.0." + name]
      #expect(twin == tensor, "\(name)")
    }
  }

  @Test(
    "checkpoints of the wild and trained ones are read",
    arguments: [
      "torch-files/nino_mlp.pt", "torch-files/nino_mlp_h32.pt", "torch-files/nino_no_posw.pt",
      "models/ghn2-fashion-mnist.pt",
    ])
  func wild(name: String) throws {
    let tensors = try tensors(name)
    #expect(tensors.scalarCount > 1000)
    let isFinite = tensors.allSatisfy { $0.tensor.scalars.allSatisfy(\.isFinite) }
    #expect(isFinite)
  }

  @Test func configurationsAreRead() throws {
    let path = "\(try #require(reference))/weights/ghn3tm8.pt"
    let configuration = try #require(try TorchCheckpoint(path: path).configuration)
    #expect(configuration["hypernet"] == .string("gatedgnn"))
    #expect(configuration["is_ghn2"] == .bool(false))
    #expect(configuration["max_shape"]?.elements == [64, 64, 16, 16].map { .integer($0) })
  }
}
