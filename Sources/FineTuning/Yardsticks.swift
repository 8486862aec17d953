import ArchDAG
import Evaluation
public import ImageData
import NetworkExecution
import Optimization
import Tensors

/// What is reached without any network: by chance, and by one linear map of the pixels.
///
/// A network whose weights nobody has trained should be better than that to be worth anything.
public struct Yardsticks: Hashable, Sendable {
  /// What guessing reaches: the share of the most frequent class among the images, in percent.
  public let chance: Double
  /// The class whose mean image of the train split is nearest.
  public let nearestCentroid: Double
  /// Softmax regression on pixels, trained on images of the train split.
  public let logisticRegression: Double

  /// How many images of the train split softmax regression learns from at most.
  public static let imageLimit = 10_000

  /// Measures all three on the first images of a data set.
  ///
  /// - Parameters:
  ///   - images: the images to tell apart.
  ///   - limit: how many of them; `nil` for all.
  ///   - training: the images to learn from, of the same extents.
  /// - Throws: ``FineTuningError``, also where extents or classes of both differ.
  public init(
    on images: ImageDataset, limit: Int? = nil, learningFrom training: ImageDataset
  ) throws(FineTuningError) {
    let count = min(max(0, limit ?? images.count), images.count)
    var counts = [Int](repeating: 0, count: images.classCount)
    for label in images.labels.prefix(count) { counts[Int(label)] += 1 }
    chance = 100 * Double(counts.max() ?? 0) / Double(max(1, count))
    let learned = training.selecting(0..<min(training.count, Self.imageLimit))
    let architecture = try Architecture.linear(over: learned)
    nearestCentroid = try Self.top1(
      architecture, learned.centroids, on: images, limit: limit)
    let network: ExecutableNetwork
    do {
      network = try ExecutableNetwork(architecture)
    } catch {
      throw .network(.execution(name: architecture.name, error))
    }
    var parameters = NamedTensors()
    for parameter in network.requiredParameters {
      parameters[parameter.name] = Tensor(zeros: parameter.shape)
    }
    // Of few images, as many are seen as of many.
    let epochs = min(50, max(4, 2 * Self.imageLimit / learned.count))
    var tuner = FineTuner(
      network, parameters: parameters, images: learned,
      options: .init(optimizer: Optimizer(rule: .adam), learningRate: 0.001, epochs: epochs))
    for _ in 0..<epochs { _ = try tuner.runEpoch() }
    logisticRegression = try Self.top1(
      architecture, tuner.parameters, on: images, limit: limit)
  }

  private static func top1(
    _ architecture: Architecture, _ parameters: NamedTensors, on images: ImageDataset,
    limit: Int?
  ) throws(FineTuningError) -> Double {
    do {
      return try Accuracy(
        of: ExecutableNetwork(architecture), parameters: parameters, on: images, limit: limit
      ).top1
    } catch {
      throw .network(.execution(name: architecture.name, error))
    }
  }
}

extension Architecture {
  /// One linear layer over all pixels of a data set's images.
  fileprivate static func linear(
    over images: ImageDataset
  ) throws(FineTuningError) -> Architecture {
    let name = "softmax regression"
    do {
      var builder = ArchitectureBuilder(name: name)
      let shape = images.networkShape
      let x = builder.addInput(name: "image", extents: [nil] + shape.extents)
      let pixels = try builder.addOperation(
        .flatten(axis: 1), name: "pixels", inputs: [x], extents: [nil, shape.count])
      let weight = try builder.addParameter(
        name: "weight", shape: [images.classCount, shape.count])
      let bias = try builder.addParameter(name: "bias", shape: [images.classCount])
      let logits = try builder.addOperation(
        .linear(.outputFirst), name: "logits", inputs: [pixels, weight, bias],
        extents: [nil, images.classCount])
      return try builder.finish(outputs: [logits])
    } catch {
      throw .network(.architecture(name: name, error))
    }
  }
}

extension ImageDataset {
  /// The parameters with which a linear layer answers, for each class, how near its mean image μ is:
  /// x·μ − |μ|²/2.
  fileprivate var centroids: NamedTensors {
    let area = networkShape.count
    var sums = [Double](repeating: 0, count: classCount * area)
    var counts = [Int](repeating: 0, count: classCount)
    for start in stride(from: 0, to: count, by: 256) {
      let (images, labels) = batch(Array(start..<min(start + 256, count)))
      images.withScalars { scalars in
        for (row, label) in labels.enumerated() {
          counts[label] += 1
          for index in 0..<area {
            sums[label * area + index] += Double(scalars[row * area + index])
          }
        }
      }
    }
    var biases = [Float](repeating: 0, count: classCount)
    let weights = sums.indices.map { index in
      let label = index / area
      let mean = sums[index] / Double(max(1, counts[label]))
      biases[label] -= Float(mean * mean / 2)
      return Float(mean)
    }
    return [
      "weight": Tensor(shape: [classCount, area], scalars: weights),
      "bias": Tensor(shape: [classCount], scalars: biases),
    ]
  }
}
