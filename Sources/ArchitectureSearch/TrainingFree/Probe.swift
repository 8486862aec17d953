import ArchDAG
import Evaluation
public import ImageData
import NetworkExecution
import Layers
import Randomness
import Tensors

/// The images by which networks are told apart without training them.
public struct Probe: Sendable {
  /// What is shown.
  public enum Source: Sendable {
    /// Independent normal numbers, and random classes: what needs no data at all.
    case noise
    /// Images of a data set, from the first; a training shows those behind them.
    case images(ImageDataset)
  }

  /// How many images a batch may have: some scores compare each of them with each other.
  public static var batchSizes: ClosedRange<Int> { 2...4096 }

  /// What is shown.
  public var source: Source
  /// How many images make a batch.
  public var batchSize: Int
  /// What random numbers follow from.
  public var seed: UInt64

  /// Makes a probe.
  public init(_ source: Source = .noise, batchSize: Int = 32, seed: UInt64 = 0) {
    self.source = source
    self.batchSize = batchSize
    self.seed = seed
  }

  /// What reports call the images.
  public var name: String {
    switch source {
    case .noise: "noise"
    case .images(let images): images.name
    }
  }

  /// A batch of images that fit a network, and their classes.
  ///
  /// - Parameters:
  ///   - index: the number of the batch.
  ///   - architecture: the network.
  ///   - limits: how much memory the images may take.
  /// - Returns: images of the shape that the network states, N first; classes below the number of
  ///   its logits.
  /// - Throws: ``SearchError/unfit(expected:found:)`` where the network states no shape, or the
  ///   images are of more classes than it has logits; ``SearchError/evaluation(name:_:)`` where it
  ///   takes no images of the kind; ``SearchError/execution(name:_:)`` where these would be too large.
  func batch(
    _ index: Int, for architecture: Architecture, limits: ExecutionLimits
  ) throws(SearchError) -> (images: Tensor, labels: [Int]) {
    let logits = architecture.outputs.first.flatMap { architecture[$0].extents?.last ?? nil } ?? 1
    switch source {
    case .images(let images):
      guard logits >= images.classCount else {
        throw .unfit(
          expected: "logits of \(images.classCount) classes from \(architecture.name)",
          found: "\(logits)")
      }
      let first = index * batchSize
      return try fitted(images, to: architecture).batch(
        (first..<first + batchSize).map { $0 % images.count })
    case .noise:
      guard architecture.inputs.count == 1,
        let extents = architecture[architecture.inputs[0]].extents?.dropFirst(), !extents.isEmpty,
        !extents.contains(nil),
        let shape = Shape(checking: [batchSize] + extents.compactMap(\.self))
      else {
        throw .unfit(
          expected: "one input of a known shape of \(architecture.name)", found: "others")
      }
      try architecture.running { () throws(ExecutionError) in
        try limits.check(
          shape.extents, of: architecture[architecture.inputs[0]].name)
      }
      var generator = SplitMix64(
        seed: SplitMix64.seed(seed, repetition: index, stride: 0x9e37_79b9))
      let images = Tensor(normalWithDeviation: 1, shape: shape, using: &generator)
      let labels = (0..<batchSize).map { _ in Int.random(in: 0..<max(1, logits), using: &generator)
      }
      return (images, labels)
    }
  }

  /// The images of a data set as a network takes them.
  func fitted(
    _ images: ImageDataset, to architecture: Architecture
  ) throws(SearchError) -> ImageDataset {
    try architecture.preparing { () throws(EvaluationError) in
      try images.fitted(to: architecture)
    }
  }
}
