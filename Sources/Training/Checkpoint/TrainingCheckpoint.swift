import FoundationEssentials
public import GHN
public import ImageData
import Layers
public import Optimization
public import TensorFiles
import Tensors

/// A file with which an interrupted training goes on as if nothing had happened.
///
/// It is a hypernetwork's file, of which predictions can be made, and holds beside the network the
/// optimizer's moments (`optimizer.first.…`, `optimizer.second.…`, and others of other optimizers)
/// and, in the metadata under `ghn.training`, a ``TrainingRecord``. Where the training keeps a running
/// mean of the weights, or its optimizer the mean of its steps, the network is that mean, and the
/// weights of the last step stand beside it (`training.weights.…`).
public struct TrainingCheckpoint: Sendable {
  /// The hypernetwork as the last step left it.
  public let ghn: GraphHyperNetwork
  /// The running mean of its weights, if the training keeps one.
  public let average: WeightAverage?
  /// What the optimizer remembers.
  public let optimizerState: OptimizerState
  /// How the training goes, and how far it has come.
  public let record: TrainingRecord

  /// Reads a file.
  ///
  /// - Throws: ``TrainingCheckpointError``.
  public init(path: String) throws(TrainingCheckpointError) {
    let file: GHNCheckpoint
    let network: GraphHyperNetwork
    do {
      file = try GHNCheckpoint(path: path)
      network = try GraphHyperNetwork(file)
    } catch {
      throw .network(error)
    }
    guard let text = (try? SafetensorsFile(path: path))?.metadata[TrainingRecord.key] else {
      throw .notATraining(file: path)
    }
    record = try TrainingRecord(text, file: path)
    average = record.options.averageDecay.map { decay in
      WeightAverage(of: network.namedTensors, decay: decay)
    }
    ghn =
      !record.options.shipsMean
      ? network : try Self.lastStep(file.tensors, network.configuration, file: path)
    try Self.checkMoments(file.tensors, of: ghn, file: path)
    optimizerState = OptimizerState(
      file.tensors, steps: record.optimizerSteps, rateSquares: record.optimizerRateSquares ?? 0)
  }

  /// The network as the last step left it, where the file's own is the mean of many.
  private static func lastStep(
    _ tensors: NamedTensors, _ configuration: GHNConfiguration, file: String
  ) throws(TrainingCheckpointError) -> GraphHyperNetwork {
    var weights = NamedTensors()
    for (name, tensor) in tensors where name.hasPrefix(Self.weightPrefix) {
      weights[String(name.dropFirst(Self.weightPrefix.count))] = tensor
    }
    do {
      return try GraphHyperNetwork(configuration, from: weights)
    } catch {
      throw .malformed(
        file: file, setting: Self.weightPrefix + "…",
        expected: "the weights of the last step beside their mean", found: "\(error)")
    }
  }

  /// What stands before the names of the last step's weights.
  static let weightPrefix = "training.weights."

  /// Refuses moments that no parameter of the network has.
  private static func checkMoments(
    _ tensors: NamedTensors, of ghn: GraphHyperNetwork, file: String
  ) throws(TrainingCheckpointError) {
    let parameters = ghn.namedTensors
    for (name, tensor) in tensors {
      guard let (kind, parameter) = OptimizerState.Moments.Kind.split(name) else { continue }
      let count = parameters[parameter].flatMap { kind.count(of: $0.shape) }
      guard count.map({ tensor.shape == [$0] }) == true else {
        throw .malformed(
          file: file, setting: name,
          expected: count.map { "\($0) numbers" } ?? "the name of a parameter that has such",
          found: "shape \(tensor.shape)")
      }
      guard tensor.withScalars({ scalars in scalars.indices.allSatisfy { scalars[$0].isFinite } })
      else {
        throw .malformed(
          file: file, setting: name, expected: "finite numbers", found: "others")
      }
    }
  }
}

extension TrainingOptions {
  /// Whether what is shipped is not what the last step left.
  var shipsMean: Bool { averageDecay != nil || optimizer.rule.averagesSteps }
}

extension TrainingRecord {
  /// Reads the text of a file's metadata, trusting none of its numbers.
  ///
  /// - Throws: ``TrainingCheckpointError``.
  init(_ text: String, file: String) throws(TrainingCheckpointError) {
    let data = Data(text.utf8)
    guard let header = try? JSONDecoder().decode(Header.self, from: data) else {
      throw .malformed(
        file: file, setting: Self.key, expected: "a JSON object with a version",
        found: String(text.prefix(80)))
    }
    guard header.version <= Self.currentVersion else {
      throw .futureVersion(file: file, found: header.version, supported: Self.currentVersion)
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      throw .malformed(
        file: file, setting: Self.key, expected: "the record of a training",
        found: String(text.prefix(80)))
    }
    let any = 0...1 << 48
    let (further, states) = (furtherImages ?? [], progress.furtherImages ?? [])
    let isWhole = zip(further, states).allSatisfy { source, state in
      let count = source.count ?? 0
      return any.contains(count) && any.contains(state.epoch)
        && (0...count).contains(state.position)
    }
    guard further.count == states.count, isWhole else {
      throw .malformed(
        file: file, setting: "furtherImages",
        expected: "for each further data set which of its images comes next",
        found: "\(further.count) data sets and \(states.count) states")
    }
    let counts: [(String, Int, ClosedRange<Int>)] = [
      ("images.count", images.count ?? 0, any),
      ("architectures.count", architectures.count ?? 0, any),
      ("schedule.warmUpSteps", options.schedule.warmUpSteps, any),
      ("failuresInARow", progress.failuresInARow, any),
      ("skippedNetworks", progress.skippedNetworks, any),
      ("skippedSteps", progress.skippedSteps, any),
      ("rollBacks", progress.rollBacks, any),
      ("metaBatch", options.metaBatch, 1...1 << 16),
      ("imageBatch", options.imageBatch, 1...1 << 20),
      ("curriculumSteps", options.curriculumSteps ?? 0, any),
      ("shift", options.shift, 0...1 << 10), ("step", progress.step, any),
      ("architectureCount", progress.architectureCount, any),
      ("optimizerSteps", optimizerSteps, any),
      ("images.epoch", progress.images.epoch, any),
      ("images.position", progress.images.position, 0...max(0, images.count ?? 0)),
      ("validationImages", validationImages, any),
    ]
    for (setting, value, range) in counts where !range.contains(value) {
      throw .malformed(
        file: file, setting: setting,
        expected: "a number from \(range.lowerBound) to \(range.upperBound)", found: "\(value)")
    }
    if let run {
      let seconds = [run.intervals.validationSeconds, run.intervals.checkpointSeconds]
      guard
        seconds.allSatisfy({ $0 > 0 && $0.isFinite }),
        (1...1 << 48).contains(run.intervals.logSteps),
        (0...1 << 16).contains(run.validationNetworks)
      else {
        throw .malformed(
          file: file, setting: "run", expected: "intervals above 0, and at most 65536 networks",
          found: "others")
      }
    }
    if let distillation = options.distillation {
      guard (0...1).contains(distillation.weight), distillation.temperature > 0,
        distillation.temperature.isFinite, teacher != nil
      else {
        throw .malformed(
          file: file, setting: "distillation",
          expected: "a weight from 0 to 1, a temperature above 0 and a teacher", found: "others")
      }
    }
    if let weight = options.ridgeWeight, !(0...1).contains(weight) {
      throw .malformed(
        file: file, setting: "ridgeWeight", expected: "a number from 0 to 1", found: "\(weight)")
    }
    if let squares = optimizerRateSquares, !(squares >= 0 && squares.isFinite) {
      throw .malformed(
        file: file, setting: "optimizerRateSquares", expected: "a number from 0",
        found: "\(squares)")
    }
    if let decay = options.averageDecay, !(decay >= 0 && decay < 1) {
      throw .malformed(
        file: file, setting: "averageDecay", expected: "a number from 0 to less than 1",
        found: "\(decay)")
    }
  }
}

extension MetaTrainer {
  /// Goes on with the training of a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: the checkpoint.
  ///   - schedule: another schedule than the checkpoint's, as where training is prolonged.
  ///   - architectures: the same supply as before.
  ///   - images: the same images as before.
  ///   - further: those of the same further data sets as before.
  ///   - teacher: the same teacher as before.
  /// - Precondition: the checkpoint's next image is one of `images`, and there is a teacher if there
  ///   was one.
  public init(
    resuming checkpoint: TrainingCheckpoint, schedule: LearningRateSchedule? = nil,
    architectures: ArchitectureSupply, images: ImageDataset, further: [ImageDataset] = [],
    teacher: Teacher? = nil
  ) {
    var options = checkpoint.record.options
    options.schedule = schedule ?? options.schedule
    self.init(
      checkpoint.ghn, options: options, architectures: architectures, images: images,
      further: further, teacher: teacher,
      resuming: Earlier(
        progress: checkpoint.record.progress, optimizerState: checkpoint.optimizerState,
        average: checkpoint.average))
  }

  /// Writes a checkpoint; the file is replaced in one step.
  ///
  /// - Parameters:
  ///   - path: where the file will appear; one that stands there is replaced.
  ///   - sources: where images and architectures come from.
  ///   - run: what goes on beside the steps.
  ///   - task: what the hypernetwork is trained for.
  /// - Throws: `TensorFileError`.
  public mutating func writeCheckpoint(
    to path: String, from sources: TrainingRecord.Sources, run: TrainingRecord.Run? = nil,
    task: TrainedTask? = nil
  ) throws(TensorFileError) {
    let record = TrainingRecord(
      options: options, progress: progress, optimizerState: optimizerState, sources: sources,
      run: run)
    var metadata = task?.metadata ?? [:]
    metadata[TrainingRecord.key] = record.text
    var others = optimizerState.namedTensors
    if options.shipsMean {
      for (name, tensor) in ghn.namedTensors {
        others[TrainingCheckpoint.weightPrefix + name] = tensor
      }
    }
    try trained.write(
      to: path, with: others, metadata: metadata, overwriting: true)
    keepState()
  }
}
