import ArchDAG
import Autograd
public import Evaluation
public import ImageData
public import NetworkExecution
public import Optimization
import Randomness
public import Tensors

/// Trains one network, epoch after epoch.
///
/// ```swift
/// var tuner = FineTuner(
///   network, parameters: predicted, images: train, options: .init(epochs: 5))
/// let report = try tuner.runEpoch { batch, count in print("\(batch) of \(count)") }
/// ```
public struct FineTuner: Sendable {
  /// The network.
  public let network: ExecutableNetwork
  /// Its parameters so far.
  public private(set) var parameters: NamedTensors
  /// The running statistics of its batch norms when it was last measured, by the names of the
  /// architecture's buffers.
  public internal(set) var statistics = NamedTensors()
  /// How it is trained.
  public let options: Options

  let images: ImageDataset
  private let schedule: LearningRateSchedule
  private var sampler: BatchSampler
  private var state = OptimizerState()
  private var epoch = 0
  private var learned = Learned()

  /// What has become of the images of an epoch that is under way.
  private struct Learned {
    var (batches, loss, correct, seconds) = (0, 0.0, 0, 0.0)
  }

  /// How a network is trained.
  public struct Options: Hashable, Sendable {
    /// How gradients change parameters.
    public var optimizer: Optimizer
    /// The learning rate at the beginning; it decays along half a cosine to 0 in the end.
    public var learningRate: Double
    /// How many images make a batch.
    public var batchSize: Int
    /// How many times all images are gone through.
    public var epochs: Int
    /// How images are changed; `nil` for not at all.
    public var augmentation: ImageAugmentation?
    /// The largest norm of a batch's gradient; larger ones are scaled down to it.
    public var gradientNorm = 5.0
    /// How running statistics are measured before the network is tested.
    public var calibration: NormCalibration
    /// What random numbers follow from.
    public var seed: UInt64
    /// How much memory a run may take.
    public var limits = ExecutionLimits()

    /// Makes options; by default SGD as DARTS' evaluation has it.
    ///
    /// Source: DARTS (arXiv:1806.09055), appendix A.2: momentum 0.9, learning rate 0.025 with cosine
    /// decay, clipping at 5.
    public init(
      optimizer: Optimizer = Optimizer(rule: .sgd), learningRate: Double = 0.025,
      batchSize: Int = 64, epochs: Int = 1, augmentation: ImageAugmentation? = nil,
      calibration: NormCalibration = NormCalibration(), seed: UInt64 = 0
    ) {
      self.optimizer = optimizer
      self.learningRate = learningRate
      self.batchSize = batchSize
      self.epochs = epochs
      self.augmentation = augmentation
      self.calibration = calibration
      self.seed = seed
    }

    /// The usual options of AdamW: learning rate 0.001, weights that shrink by 0.01 of it.
    public static let adamW: Options = Options(
      optimizer: Optimizer(rule: .adamW, weightDecay: 0.01), learningRate: 0.001)
  }

  /// What an epoch was like.
  public struct EpochReport: Hashable, Sendable {
    /// The number of the epoch, from 1.
    public let epoch: Int
    /// The mean cross-entropy over its images.
    public let loss: Double
    /// The percentage of its images that were classified rightly, when they were learned from.
    public let top1: Double
    /// How long it took.
    public let seconds: Double
  }

  /// Begins a training.
  ///
  /// - Precondition: there is at least one image and one epoch.
  public init(
    _ network: ExecutableNetwork, parameters: NamedTensors, images: ImageDataset,
    options: Options = Options()
  ) {
    self.network = network
    self.parameters = parameters
    self.images = images
    self.options = options
    sampler = BatchSampler(
      count: images.count, batchSize: options.batchSize, seed: options.seed)
    schedule = LearningRateSchedule(
      base: options.learningRate, length: .steps(options.epochs * sampler.batchesPerEpoch))
  }

  /// How many batches an epoch has.
  public var batchesPerEpoch: Int { sampler.batchesPerEpoch }

  /// How many epochs have gone by, with the part of one that is under way.
  public var epochsDone: Double {
    Double(epoch) + Double(learned.batches) / Double(max(1, batchesPerEpoch))
  }

  /// Goes through all images once.
  ///
  /// - Parameter progress: takes how many batches are done, and how many there are.
  /// - Returns: what the epoch was like.
  /// - Throws: ``FineTuningError``, also where loss or gradient are no numbers any more.
  public mutating func runEpoch(
    progress: (_ batch: Int, _ count: Int) -> Void = { _, _ in }
  ) throws(FineTuningError) -> EpochReport {
    try runBatches(to: batchesPerEpoch, progress: progress)
    return endEpoch()
  }

  /// Goes on through the images of an epoch.
  ///
  /// - Parameters:
  ///   - end: how many of its batches are done afterwards.
  ///   - progress: takes how many batches are done, and how many there are.
  /// - Throws: ``FineTuningError``, also where loss or gradient are no numbers any more.
  mutating func runBatches(
    to end: Int, progress: (_ batch: Int, _ count: Int) -> Void
  ) throws(FineTuningError) {
    let start = ContinuousClock.now
    let count = batchesPerEpoch
    while learned.batches < min(end, count) {
      let step = try runStep()
      learned.batches += 1
      learned.loss += step.loss * Double(step.count)
      learned.correct += step.correct
      progress(learned.batches, count)
    }
    try checkParameters()
    learned.seconds += (ContinuousClock.now - start) / .seconds(1)
  }

  /// Refuses parameters that are no numbers any more: the loss of a step is that of the parameters
  /// before it.
  private func checkParameters() throws(FineTuningError) {
    for (name, tensor) in parameters {
      guard let number = tensor.scalars.first(where: { !$0.isFinite }) else { continue }
      throw .unbounded(
        steps: state.steps, expected: "finite parameters", found: "\(number) in '\(name)'")
    }
  }

  /// Refuses a network of finite parameters whose logits are none.
  func checkLogits(_ measurement: Measurement) throws(FineTuningError) {
    for accuracy in [measurement.byBatch, measurement.byRunningStatistics].compactMap(\.self)
    where accuracy.unboundedCount > 0 {
      throw .unbounded(
        steps: state.steps, expected: "finite logits",
        found: "others of \(accuracy.unboundedCount) of \(accuracy.count) images")
    }
  }

  /// Ends an epoch, and tells what it was like.
  mutating func endEpoch() -> EpochReport {
    epoch += 1
    defer { learned = Learned() }
    return EpochReport(
      epoch: epoch, loss: learned.loss / Double(images.count),
      top1: 100 * Double(learned.correct) / Double(images.count), seconds: learned.seconds)
  }

  private mutating func runStep() throws(FineTuningError) -> (
    loss: Double, correct: Int, count: Int
  ) {
    let batch = sampler.next()
    let (inputs, labels) = batchImages(batch)
    let tape = Tape()
    var variables = parameters.asConstants
    for (name, tensor) in parameters { variables[name] = tape.watch(tensor, named: name) }
    let (run, logits): (Execution, Variable)
    do throws(ExecutionError) {
      run = try network(
        [inputs], parameters: variables, statistics: .batch, dropout: .random(seed: batch.seed))
      logits = try run.logits(batch: labels.count, classes: images.classCount)
    } catch {
      throw .network(.execution(name: network.architecture.name, error))
    }
    let loss = logits.crossEntropy(labels: labels)
    let value = Double(loss.value.scalars[0])
    let correct = correctCount(logits: logits.value, labels: labels)
    let gradients = tape.gradients(of: loss)
    let norm = gradients.norm
    guard value.isFinite && norm.isFinite else {
      throw .diverged(step: state.steps, reason: "loss \(value), norm of the gradient \(norm)")
    }
    parameters = options.optimizer.step(
      parameters, gradients: gradients,
      gradientScale: Float(min(1, options.gradientNorm / max(norm, 1e-12))),
      learningRate: schedule.rate(step: state.steps, seconds: 0), state: &state)
    return (value, correct, labels.count)
  }

  private func batchImages(_ batch: BatchSampler.Batch) -> (images: Tensor, labels: [Int]) {
    guard let augmentation = options.augmentation else { return images.batch(batch.indices) }
    var generator = SplitMix64(seed: batch.seed)
    return images.batch(batch.indices, augmentation: augmentation, using: &generator)
  }
}
