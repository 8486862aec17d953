public import ArchDAG
import Autograd
public import ImageData
import Concurrency
public import NetworkExecution
public import Tensors

/// How the layer that tells the classes is fitted in closed form, the rest of the network as it is.
///
/// One pass over some images gives the features that the layer reads; ridge regression gives its
/// weight and bias. So a network with predicted parameters tells any classes apart that its features
/// do, whatever the hypernetwork was trained on.
public struct LastLayerFit: Hashable, Sendable {
  /// How many images of the train split are looked at.
  public var imageCount: Int
  /// How many at a time.
  public var batchSize: Int
  /// What the choice of images follows from.
  public var seed: UInt64

  /// Makes a fit.
  ///
  /// - Precondition: there are at least two images, and one in a batch.
  public init(imageCount: Int = 4000, batchSize: Int = 64, seed: UInt64 = 0) {
    precondition(imageCount > 1 && batchSize > 0, "\(imageCount) images by \(batchSize)")
    self.imageCount = imageCount
    self.batchSize = batchSize
    self.seed = seed
  }

  /// The parameters of a network, with those of its class layer replaced.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - parameters: all of its trainable parameters.
  ///   - fixed: the numbers that stay as in the network's file.
  ///   - images: labeled images to fit to.
  ///   - statistics: by which statistics batch norms normalize when the network is used.
  ///   - limits: how much memory a run may take.
  /// - Returns: a tensor for every parameter.
  /// - Throws: ``EvaluationError``, also where no layer by itself tells the classes, and where what
  ///   that layer reads is not finite.
  public func parameters(
    of architecture: Architecture, _ parameters: NamedTensors, fixed: NamedTensors = [:],
    on images: ImageDataset, statistics: NormalizationStatistics,
    limits: ExecutionLimits = ExecutionLimits()
  ) throws(EvaluationError) -> NamedTensors {
    let name = architecture.name
    guard let layer = architecture.classLayer else { throw .noClassLayer(name: name) }
    let outputs = layer.isInputFirst ? layer.weightShape[1] : layer.weightShape[0]
    guard outputs >= images.classCount else {
      throw .classCount(name: name, expected: images.classCount, found: "\(outputs)")
    }
    try check(layer, imageCount: min(imageCount, images.count), limits, of: architecture)
    let (features, labels) = try features(
      of: architecture.answering(layer.features), parameters, fixed: fixed, on: images,
      statistics: statistics, limits: limits)
    guard features.shape[1] == layer.weightShape[layer.isInputFirst ? 0 : 1] else {
      throw .noClassLayer(name: name)
    }
    guard
      let regression = RidgeRegression(
        features: features, labels: labels, classCount: outputs, hasBias: layer.bias != nil)
    else { throw .unboundedFeatures(name: name) }
    var fitted = parameters
    let width = features.shape[1]
    let weight = regression.weight.scalars
    fitted[layer.weight] = Tensor(
      shape: layer.weightShape,
      scalars: layer.isInputFirst
        ? (0..<width * outputs).map { weight[$0 % outputs * width + $0 / outputs] } : weight)
    if let bias = layer.bias {
      fitted[bias] = Tensor(shape: layer.biasShape, scalars: regression.bias)
    }
    return fitted
  }

  /// Refuses a layer whose features, with what the regression makes of them, take too much memory.
  private func check(
    _ layer: Architecture.ClassLayer, imageCount: Int, _ limits: ExecutionLimits,
    of architecture: Architecture
  ) throws(EvaluationError) {
    let width = layer.weightShape[layer.isInputFirst ? 0 : 1]
    let order = min(width, imageCount)
    do {
      // Parts and whole of the features, these scaled and rotated; the Gram matrix, a copy and its
      // eigenvectors.
      try limits.check(liveElements: 4 * imageCount * width + 3 * order * order, at: layer.weight)
    } catch {
      throw .execution(name: architecture.name, error)
    }
  }

  /// What the class layer reads (N, d) for images, and their classes; positions are averaged.
  private func features(
    of architecture: Architecture, _ parameters: NamedTensors, fixed: NamedTensors,
    on images: ImageDataset, statistics: NormalizationStatistics, limits: ExecutionLimits
  ) throws(EvaluationError) -> (Tensor, [Int]) {
    do {
      let network = try ExecutableNetwork(architecture, constants: fixed, limits: limits)
      var sampler = BatchSampler(
        count: images.count, batchSize: min(imageCount, images.count), seed: seed)
      let chosen = sampler.next().indices
      let starts = Array(stride(from: 0, to: chosen.count, by: batchSize))
      let parts = try concurrentMap(count: starts.count) {
        (index) throws(ExecutionError) in
        let indices = Array(chosen[starts[index]..<min(starts[index] + batchSize, chosen.count)])
        let run = try network(
          [images.batch(indices).images], parameters: parameters.asConstants,
          statistics: statistics)
        let features = run.outputs[0].value
        guard features.shape.rank > 1, features.shape[0] == indices.count else {
          throw .unfitOperands(
            operation: architecture.name, expected: "features of \(indices.count) images",
            found: "shape \(features.shape)")
        }
        return features.averagedOverPositions
      }
      let width = parts[0].shape[1]
      return (
        Tensor(shape: [chosen.count, width], scalars: parts.flatMap(\.scalars)),
        chosen.map { Int(images.labels[$0]) }
      )
    } catch {
      throw .execution(name: architecture.name, error)
    }
  }
}

extension Tensor {
  /// (N, C, …) as (N, C), with the mean over everything behind.
  fileprivate var averagedOverPositions: Tensor {
    let channels = shape.rank > 1 ? shape[1] : 1
    let area = shape.extents.dropFirst(2).reduce(1, *)
    guard area > 1 else { return Tensor(shape: [shape[0], channels], scalars: scalars) }
    let means = (0..<shape[0] * channels).map { index in
      withScalars { scalars in
        var sum: Float = 0
        for element in index * area..<(index + 1) * area { sum += scalars[element] }
        return sum / Float(area)
      }
    }
    return Tensor(shape: [shape[0], channels], scalars: means)
  }
}
