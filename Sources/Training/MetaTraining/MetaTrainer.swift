import Evaluation
public import GHN
public import ImageData
import Layers
public import NetworkExecution
public import Optimization
import Randomness
import Tensors

/// Trains a hypernetwork on many networks at once, step by step.
///
/// In each step the hypernetwork predicts the parameters of some networks; each classifies a batch
/// of images; the mean of the gradients changes the hypernetwork. Networks run one on a thread, each
/// on a tape of its own, and their gradients are added in a fixed order: results do not depend on
/// the number of threads.
///
/// ```swift
/// var trainer = MetaTrainer(ghn, options: options, architectures: supply, images: train)
/// while trainer.fractionDone < 1 { print(try trainer.step().loss ?? .nan) }
/// ```
///
/// A network that cannot be built or run is left out, and one whose loss or gradient is not finite
/// too. A step in which that is so for more than half of those that ran has no effect; after
/// ``failureLimit`` such steps in a row the training goes back to its last good state, at half the
/// learning rate.
///
/// Source: GHN-2 (arXiv:2110.13100), algorithm 1; reference code `experiments/train_ghn.py`.
public struct MetaTrainer: Sendable {
  /// The hypernetwork.
  public private(set) var ghn: GraphHyperNetwork
  /// How it is trained.
  public let options: TrainingOptions
  /// How far the training has come.
  public internal(set) var progress: TrainingProgress
  /// How much memory running a network may take.
  public var limits = ExecutionLimits()
  /// What the optimizer remembers.
  public private(set) var optimizerState: OptimizerState
  /// The running mean of the hypernetwork's weights, if the options ask for one.
  public private(set) var average: WeightAverage?

  /// The network that the others learn from, if the options ask for one.
  let teacher: Teacher?
  let architectures: ArchitectureSupply
  /// The data sets, which the networks of a step see by turns.
  let data: [ImageDataset]
  /// What comes next of each.
  var imageSamplers: [BatchSampler]
  /// A network that is ready, or why it cannot be.
  typealias Preparation = Result<PreparedNetwork, UnfitNetwork>
  /// Networks that were prepared ahead, by their index in the supply.
  var prepared: [Int: Preparation] = [:]
  /// What the networks of the next step will cost, as far as it is known.
  var upcoming: [UpcomingCost] = []
  /// Why architectures cannot be trained on, by their index in the supply.
  private(set) var unfit: [Int: String] = [:]
  /// How many steps in a row met no network that can be trained on.
  var stepsWithoutNetworks = 0
  private var goodState: GoodState

  /// A state to which the training may go back.
  private struct GoodState {
    let ghn: GraphHyperNetwork
    let optimizerState: OptimizerState
    let average: WeightAverage?
    let step: Int
  }

  /// After how many steps without effect the training goes back.
  public static let failureLimit = 5
  /// How often it may go back before it is given up.
  public static let rollBackLimit = 10
  /// How many steps in a row may draw no network that can be trained on.
  static let stepLimitWithoutNetworks = 20
  /// How many steps lie between the states that it may go back to.
  static let goodStateInterval = 100

  /// How far an earlier training had come.
  public struct Earlier: Sendable {
    /// Where it stood.
    public var progress: TrainingProgress
    /// What its optimizer remembered.
    public var optimizerState: OptimizerState
    /// The running mean of its weights; where the options ask for one and this is `nil`, it begins with
    /// the hypernetwork's.
    public var average: WeightAverage?

    /// States how far it had come.
    public init(
      progress: TrainingProgress, optimizerState: OptimizerState, average: WeightAverage? = nil
    ) {
      self.progress = progress
      self.optimizerState = optimizerState
      self.average = average
    }
  }

  /// Begins a training, or goes on with one.
  ///
  /// - Parameters:
  ///   - ghn: the hypernetwork to begin with.
  ///   - options: how it is trained.
  ///   - architectures: the networks that it meets.
  ///   - images: the images that they see.
  ///   - further: more data sets, of as many classes: by turns each network of a step sees images of
  ///     one. A hypernetwork that is told of data is told of that one.
  ///   - teacher: whose soft labels they learn from too.
  ///   - earlier: the training that goes on; `nil` for a beginning.
  /// - Precondition: there is a teacher where the options say what comes from it.
  public init(
    _ ghn: GraphHyperNetwork, options: TrainingOptions, architectures: ArchitectureSupply,
    images: ImageDataset, further: [ImageDataset] = [], teacher: Teacher? = nil,
    resuming earlier: Earlier? = nil
  ) {
    precondition(
      options.distillation == nil || teacher != nil, "a distillation without a teacher")
    precondition(
      earlier.map { ($0.progress.furtherImages ?? []).count == further.count } ?? true,
      "a training on other data sets is gone on with")
    self.ghn = ghn
    self.options = options
    self.teacher = teacher
    self.architectures = architectures
    data = [images] + further
    progress =
      earlier?.progress
      ?? TrainingProgress(
        seed: SplitMix64.mixed(SplitMix64.seed(options.seed, 1)), furtherSets: further.count)
    optimizerState = earlier?.optimizerState ?? OptimizerState()
    average = options.averageDecay.map { decay in
      WeightAverage(of: earlier?.average?.weights ?? ghn.namedTensors, decay: decay)
    }
    imageSamplers = zip(data, [progress.images] + (progress.furtherImages ?? [])).map {
      BatchSampler(count: $0.count, batchSize: options.imageBatch, resuming: $1)
    }
    goodState = GoodState(
      ghn: ghn, optimizerState: optimizerState, average: average, step: progress.step)
  }

  /// What the training has come to: the hypernetwork of the weights' running mean, or of the mean
  /// of the optimizer's steps, where there is one, else ``ghn``.
  public var trained: GraphHyperNetwork {
    guard let weights = average?.weights ?? meanWeights,
      let averaged = try? GraphHyperNetwork(ghn.configuration, from: weights)
    else { return ghn }
    return averaged
  }

  /// The mean of the optimizer's steps; `nil` where its last step is what counts.
  private var meanWeights: NamedTensors? {
    guard options.optimizer.rule.averagesSteps else { return nil }
    var weights = ghn.namedTensors
    for (name, mean) in optimizerState.meanWeights(shapedAs: weights) { weights[name] = mean }
    return weights
  }

  /// How much of the training is done, from 0 to 1.
  public var fractionDone: Double {
    options.schedule.progress(step: progress.step, seconds: progress.seconds)
  }

  /// Counts time that the training took.
  public mutating func addTime(seconds: Double) { progress.seconds += seconds }

  /// Remembers a validation if it is the best so far, and says whether it is.
  public mutating func noteValidation(top1: Double) -> Bool {
    guard top1 > progress.best?.top1 ?? -1 else { return false }
    progress.best = TrainingProgress.Best(top1: top1, step: progress.step)
    return true
  }

  /// Whether no network is to be hoped for: none of the list can be trained on, or none of those that were
  /// drawn for many steps.
  var meetsNoFitNetwork: Bool {
    architectures.listedCount.map { unfit.count >= $0 }
      ?? (stepsWithoutNetworks >= Self.stepLimitWithoutNetworks)
  }

  /// Remembers that the architecture of an index cannot be trained on, and says whether that is new.
  mutating func noteUnfit(_ reason: String, at index: Int) -> Bool {
    unfit.updateValue(reason, forKey: index) == nil
  }

  /// Takes this state for one that the training may go back to, as a checkpoint does.
  ///
  /// A process that shares a training calls it where another writes the checkpoint.
  public mutating func keepState() {
    guard progress.failuresInARow == 0 else { return }
    goodState = GoodState(
      ghn: ghn, optimizerState: optimizerState, average: average, step: progress.step)
  }

  /// Changes the hypernetwork by a sum of gradients, unless that gave numbers that are not finite.
  mutating func update(
    by sum: NamedTensors, count: Int, norm: Double, rate: Double
  ) -> Bool {
    let clipping = min(1, options.clippingNorm / max(norm, 1e-12))
    var state = optimizerState
    optimizerState = OptimizerState()
    let parameters = options.optimizer.step(
      ghn.namedTensors, gradients: sum, gradientScale: Float(clipping / Double(count)),
      learningRate: rate, elementwise: ghn.elementwiseParameters, state: &state)
    optimizerState = state
    // Parameters that are not finite are refused here.
    guard let next = try? GraphHyperNetwork(ghn.configuration, from: parameters) else {
      progress.failuresInARow = Self.failureLimit
      return false
    }
    ghn = next
    average?.add(parameters, step: progress.step - 1)
    return true
  }

  /// Counts steps with and without effect, and goes back where there were too many without.
  mutating func noteEffect(
    _ hadEffect: Bool, skipped: [String]
  ) throws(TrainingError) -> Bool {
    guard !hadEffect else {
      progress.failuresInARow = 0
      if progress.step - goodState.step >= Self.goodStateInterval { keepState() }
      return false
    }
    progress.skippedSteps += 1
    progress.failuresInARow += 1
    guard progress.failuresInARow >= Self.failureLimit else { return false }
    guard progress.rollBacks < Self.rollBackLimit else {
      throw .diverged(step: progress.step, reason: skipped.first ?? "the parameters overflow")
    }
    ghn = goodState.ghn
    optimizerState = goodState.optimizerState
    average = goodState.average
    progress.rollBacks += 1
    progress.failuresInARow = 0
    progress.rateFactor /= 2
    return true
  }
}
