import ArchDAG
import Concurrency
import Evaluation
import NetworkExecution
import Tensors
import Testing
import TinyNetworks

@Suite struct LastLayerFitTests {
  private func evaluation(fits: Bool) -> NetworkEvaluation {
    let images = tinyImages()
    return NetworkEvaluation(
      images: images, batchSize: 16,
      fit: fits ? .init(LastLayerFit(imageCount: 40, batchSize: 16), to: images) : nil)
  }

  @Test("the class layer alone changes, and tells more classes apart", arguments: [0, 1, 2])
  func fitting(network: Int) throws {
    let architecture = try tinyNetworks()[network]
    let before = try evaluation(fits: false).result(
      of: architecture, initialization: .he, from: nil)
    let after = try evaluation(fits: true).result(
      of: architecture, initialization: .he, from: nil)
    let layer = try #require(architecture.classLayer)
    for (name, tensor) in before.parameters {
      let isFitted = name == layer.weight || name == layer.bias
      #expect((after.parameters[name] == tensor) != isFitted, "\(name)")
    }
    #expect(after.accuracy.top1 > max(60, before.accuracy.top1 - 1))
    let again = try withThreads(2) {
      try evaluation(fits: true).result(of: architecture, initialization: .he, from: nil)
    }
    #expect(
      zip(again.parameters, after.parameters).allSatisfy {
        $0.name == $1.name && $0.tensor == $1.tensor
      })
  }

  @Test func fitsAClassLayerWhoseFeaturesComeFirst() throws {
    var builder = ArchitectureBuilder(name: "product")
    let x = builder.addInput(name: "x", extents: [nil, 3, 32, 32])
    let weight = try builder.addParameter(name: "w", shape: [3072, 4])
    let flat = try builder.addOperation(.flatten(axis: 1), name: "flat", inputs: [x])
    let y = try builder.addOperation(.linear(.inputFirst), name: "fc", inputs: [flat, weight])
    let architecture = try builder.finish(outputs: [y])
    let result = try evaluation(fits: true).result(
      of: architecture, initialization: .he, from: nil)
    #expect(result.accuracy.top1 > 90)
    #expect(result.parameters["w"]?.shape == [3072, 4])
  }

  @Test("a bias that is added behind the layer is fitted with it", arguments: [[1, 4], [4]])
  func addedBias(extents: [Int]) throws {
    var builder = ArchitectureBuilder(name: "sum")
    let x = builder.addInput(name: "x", extents: [2, 3, 32, 32])
    let weight = try builder.addParameter(name: "w", shape: [4, 3072])
    let bias = try builder.addParameter(name: "b", shape: Shape(extents))
    let flat = try builder.addOperation(.flatten(axis: 1), name: "flat", inputs: [x])
    let product = try builder.addOperation(
      .linear(.outputFirst), name: "fc", inputs: [flat, weight], extents: [2, 4])
    let same = try builder.addOperation(
      .reshape(extents: [-1, 4]), name: "same", inputs: [product], extents: [2, 4])
    let y = try builder.addOperation(
      .arithmetic(.add), name: "sum", inputs: [same, bias], extents: [2, 4])
    let architecture = try builder.finish(outputs: [y])
    #expect(architecture.classLayer?.bias == "b")
    let result = try evaluation(fits: true).result(
      of: architecture, initialization: .he, from: nil)
    #expect(result.accuracy.top1 > 90)
    let fitted = try #require(result.parameters["b"])
    #expect(fitted.shape.extents == extents)
    // The means of the targets, which no weight of features that are centered can tell.
    #expect(fitted.scalars.contains { abs($0) > 0.01 })
  }

  @Test("features that explode are named, not decomposed", arguments: [Float.infinity, .nan, 3e38])
  func unboundedFeatures(number: Float) throws {
    var builder = ArchitectureBuilder(name: "explosion")
    let x = builder.addInput(name: "x", extents: [nil, 3, 32, 32])
    let flat = try builder.addOperation(.flatten(axis: 1), name: "flat", inputs: [x])
    let scale = try builder.addParameter(name: "s", shape: [3072])
    let large = try builder.addOperation(
      .arithmetic(.multiply), name: "mul", inputs: [flat, scale])
    let weight = try builder.addParameter(name: "w", shape: [4, 3072])
    let y = try builder.addOperation(.linear(.outputFirst), name: "fc", inputs: [large, weight])
    let architecture = try builder.finish(outputs: [y])
    var parameters = NamedTensors()
    parameters["s"] = Tensor(repeating: number, shape: [3072])
    parameters["w"] = Tensor(zeros: [4, 3072])
    #expect(throws: EvaluationError.unboundedFeatures(name: "explosion")) {
      try LastLayerFit(imageCount: 40, batchSize: 16).parameters(
        of: architecture, parameters, on: tinyImages(), statistics: .batch)
    }
  }

  @Test func saysWhereThereIsNoLayerToFit() throws {
    var builder = ArchitectureBuilder(name: "none")
    let x = builder.addInput(name: "x", extents: [nil, 3, 32, 32])
    let y = try builder.addOperation(.flatten(axis: 1), name: "flat", inputs: [x])
    let architecture = try builder.finish(outputs: [y])
    #expect(throws: EvaluationError.noClassLayer(name: "none")) {
      try evaluation(fits: true).result(
        of: architecture, initialization: .he, from: nil)
    }
  }
}
