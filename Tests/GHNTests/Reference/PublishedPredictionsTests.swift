import ArchDAG
import Autograd
import GHN
import TensorFiles
import Tensors
import Testing

/// Every prediction of the published code, on the published graphs.
@Suite(.enabled(if: ReferenceFolder.path != nil, "needs GHN_REFERENCE"))
struct PublishedPredictionsTests {
  static let checkpoints = [
    "ghn1_cifar10", "ghn2_cifar10", "ghn2_imagenet", "ghn2_imagenet_g3", "ghn2_mlpdec_small",
    "ghn3tm8", "ghn3tm8.hub.joblib", "mlp_cifar10",
  ]

  /// How many of a checkpoint's predictions there are to compare.
  static let expectedCounts = [
    "ghn1_cifar10": 14, "ghn2_cifar10": 14, "ghn2_imagenet": 16, "ghn2_imagenet_g3": 21,
    "ghn2_mlpdec_small": 14, "ghn3tm8": 21, "ghn3tm8.hub.joblib": 21, "mlp_cifar10": 14,
  ]

  @Test("predictions agree with the published code's", arguments: checkpoints)
  func predictions(checkpoint: String) throws {
    let ghn = try ReferenceFolder.network(checkpoint)
    var worst = (error: 0.0, of: "")
    var compared = 0
    var tensorCount = 0
    for stem in ReferenceFolder.stems(
      in: "pred/\(ReferenceFolder.predictions(of: checkpoint))", ending: ".json")
    {
      let reference = try ReferenceFolder.decoded(
        ReferencePrediction.self,
        at: "pred/\(ReferenceFolder.predictions(of: checkpoint))/\(stem).json")
      guard let graph = try reference.architectureGraph(of: stem, checkpoint: checkpoint) else {
        Issue.record("no graph for \(stem)")
        continue
      }
      let prediction = try ghn.predictParameters(
        for: graph, classLayer: stem.hasSuffix("__no_class_layers") ? .initialized : .predicted)
      #expect(
        prediction.parameters.count == reference.tensors.count + prediction.unpredicted.count)
      for entry in reference.tensors {
        let tensor = try #require(
          prediction.parameters[entry.name], "\(entry.name) of \(stem) is not predicted")
        #expect(tensor.shape.extents == entry.shape)
        let error = entry.relativeError(of: tensor)
        if error > worst.error { worst = (error, "\(entry.name) of \(stem)") }
        // Float and double runs of the published code differ by up to 5e-6 of the RMS.
        #expect(error < 2e-5, "\(entry.name) of \(stem)")
        tensorCount += 1
      }
      compared += 1
    }
    print("\(checkpoint): \(compared) models, \(tensorCount) tensors, worst", worst)
    #expect(compared == Self.expectedCounts[checkpoint])
  }

  @Test("complete tensors agree with the published code's", arguments: checkpoints)
  func completeTensors(checkpoint: String) throws {
    let ghn = try ReferenceFolder.network(checkpoint)
    for (stem, graph, expected) in try Self.tensors(of: checkpoint, in: "full") {
      let prediction = try ghn.predictParameters(for: graph)
      for (name, tensor) in expected {
        let found = try #require(prediction.parameters[name])
        #expect(relativeDifference(found, tensor) < 2e-5, "\(name) of \(stem)")
      }
    }
  }

  @Test("node embeddings agree with the published code's", arguments: checkpoints)
  func nodeStates(checkpoint: String) throws {
    let ghn = try ReferenceFolder.network(checkpoint)
    for (stem, graph, expected) in try Self.tensors(of: checkpoint, in: "embed") {
      let encoded = try #require(expected["shape_enc"])
      #expect(relativeDifference(ghn.encoder([graph]).value, encoded) < 1e-5, "\(stem)")
      let embeddings = try #require(expected["ln"] ?? expected["gnn"])
      #expect(relativeDifference(ghn.embeddings(for: graph), embeddings) < 1e-5, "\(stem)")
    }
  }

  /// The graphs and tensors of a folder beside a checkpoint's predictions.
  private static func tensors(
    of checkpoint: String, in folder: String
  ) throws -> [(stem: String, graph: ArchitectureGraph, tensors: NamedTensors)] {
    let predictions = "pred/\(ReferenceFolder.predictions(of: checkpoint))"
    let stems = ReferenceFolder.stems(in: "\(predictions)/\(folder)", ending: ".safetensors")
    #expect(!stems.isEmpty)
    return try stems.map { stem in
      let reference = try ReferenceFolder.decoded(
        ReferencePrediction.self, at: "\(predictions)/\(stem).json")
      let file = try SafetensorsFile(
        path: "\(ReferenceFolder.path ?? "")/\(predictions)/\(folder)/\(stem).safetensors")
      return (
        stem, try #require(try reference.architectureGraph(of: stem, checkpoint: checkpoint)),
        try file.tensors()
      )
    }
  }
}

extension ReferenceFolder {
  static func network(_ checkpoint: String) throws -> GraphHyperNetwork {
    try GraphHyperNetwork(path: "\(path ?? "")/weights/\(checkpoint).pt")
  }
}

extension ReferenceFolder {
  /// The folder of a checkpoint's predictions: another file of the same network has the same.
  static func predictions(of checkpoint: String) -> String {
    String(checkpoint.prefix { $0 != "." })
  }

  /// Whether a checkpoint's predictions were made on ghn3's graphs.
  static func usesGHN3Graphs(_ checkpoint: String) -> Bool {
    checkpoint.hasSuffix("_g3") || checkpoint.hasPrefix("ghn3")
  }
}

extension ReferencePrediction {
  /// The graph on which this prediction was made.
  func architectureGraph(of stem: String, checkpoint: String) throws -> ArchitectureGraph? {
    let model = stem.hasSuffix("__no_class_layers") ? String(stem.dropLast(17)) : stem
    let graphs = try ReferenceFolder.decoded(ReferenceGraphs.self, at: "graphs/\(model).json")
    let shapes = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.shape) })
    let usesPpuda = !ReferenceFolder.usesGHN3Graphs(checkpoint) && !graphs.sameAsPpuda
    return (usesPpuda ? graphs.ppuda : graphs.ghn3)?.architectureGraph(shapes: shapes)
  }
}

extension ReferencePrediction.Entry {
  /// The largest difference of the sampled values and of the tensor's statistics, as a part of its
  /// root mean square.
  func relativeError(of tensor: Tensor) -> Double {
    let scalars = tensor.scalars.map(Double.init)
    let count = Double(scalars.count)
    let rms = max(norm / count.squareRoot(), 1e-12)
    var error = zip(idx, val).reduce(0.0) { error, sample in
      sample.0 < randomPrefix ?? 0 ? error : max(error, abs(scalars[sample.0] - sample.1))
    }
    if randomPrefix == nil {
      let mean = scalars.reduce(0, +) / count
      let squares = scalars.reduce(0) { $0 + $1 * $1 }
      error = max(error, abs(squares.squareRoot() - norm) / count.squareRoot())
      if let expected = self.mean { error = max(error, abs(mean - expected)) }
      if let std, scalars.count > 1 {
        let deviation = (max(0, squares - count * mean * mean) / (count - 1)).squareRoot()
        let population = (max(0, squares - count * mean * mean) / count).squareRoot()
        error = max(error, min(abs(deviation - std), abs(population - std)))
      }
    }
    return error / rms
  }
}

/// The largest difference of two tensors, as a part of the second's root mean square.
func relativeDifference(_ found: Tensor, _ expected: Tensor) -> Float {
  guard found.shape == expected.shape, found.shape.count > 0 else { return .infinity }
  let squares = expected.scalars.reduce(Float(0)) { $0 + $1 * $1 }
  let rms = (squares / Float(expected.shape.count)).squareRoot()
  return zip(found.scalars, expected.scalars).reduce(0) { max($0, abs($1.0 - $1.1)) } / rms
}
