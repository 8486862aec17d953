import ArchitectureSampling
public import ArgumentParser
import FileBytes
import GHN
import ImageData
import Optimization
import Randomness
import Tensors
public import Training

extension ArchitectureSupply.Order: ExpressibleByArgument {}

extension GradientReduction: ExpressibleByArgument {}

extension Train {
  /// What goes on beside the steps: as the user wishes, else as before.
  func run(_ earlier: TrainingRecord.Run?) -> TrainingRecord.Run {
    var run = earlier ?? TrainingRecord.Run()
    files.note(in: &run)
    validation.note(in: &run)
    return run
  }

  /// Opens what the user named, or what the checkpoint says.
  func openSources(
    _ resumed: TrainingCheckpoint?, heldOut: Int, seed: UInt64
  ) throws -> TrainingSources {
    let record = resumed?.record
    let named: TrainingSources.Architectures? =
      architectures.map { .listed(path: $0, record?.order ?? order ?? .shuffled) }
      ?? sample.map { .sampled($0) }
    var sources = try TrainingSources(
      data: data.isEmpty ? record?.dataNames ?? [""] : data, heldOut: heldOut,
      architectures: named ?? record?.architectureSource ?? .sampled([ArchitectureSplit(.small)]),
      seed: seed)
    sources.teacher = try teaching.open(
      record, classifying: sources.training, limits: memory.limits)
    if let resumed, let resume { try sources.check(against: resumed, in: resume) }
    return sources
  }

  func openLog(_ path: String?) throws -> AppendedFile? {
    try path.map {
      try AppendedFile(
        path: $0, existing: .init(resuming: resume != nil, overwriting: files.force))
    }
  }

  func makeTrainer(
    _ resumed: TrainingCheckpoint?, _ sources: TrainingSources, seed: UInt64
  ) throws -> MetaTrainer {
    let length: LearningRateSchedule.Length? =
      minutes.map { .minutes($0) } ?? steps.map { .steps($0) }
    var trainer: MetaTrainer
    if let resumed {
      var schedule = resumed.record.options.schedule
      schedule.length = length ?? schedule.length
      trainer = MetaTrainer(
        resuming: resumed, schedule: schedule,
        architectures: sources.supply(resumed.record.options), images: sources.training,
        further: sources.further.map(\.training), teacher: sources.teacher)
    } else {
      var ghn: GraphHyperNetwork
      if let initial {
        ghn = try resized(
          try GraphHyperNetwork(path: initial), to: sources.training.classCount, seed: seed)
        do {
          ghn = try model.changed(ghn, seed: seed)
        } catch {
          throw CommandFailure(
            status: .malformedInput, message: "--hidden: \(error)",
            suggestion: "leave out --hidden to go on with its width")
        }
      } else {
        var generator = SplitMix64(seed: seed)
        ghn = GraphHyperNetwork(
          model.configuration(classCount: sources.training.classCount), using: &generator)
      }
      if tellData {
        var generator = SplitMix64(seed: SplitMix64.seed(seed, 2))
        ghn = try ghn.learningConditions(of: sources.summaries, using: &generator)
      }
      var options = training.options(length ?? .steps(0))
      options.distillation = teaching.options
      trainer = MetaTrainer(
        ghn, options: options, architectures: sources.supply(options), images: sources.training,
        further: sources.further.map(\.training), teacher: sources.teacher)
    }
    guard trainer.options.optimizer.rule.isAvailable else {
      throw CommandFailure(
        status: .incomplete,
        message: "--optimizer soap: expected OpenBLAS with LAPACK, found none",
        suggestion: "install libopenblas0-serial, or choose another optimizer")
    }
    trainer.limits = memory.limits
    return trainer
  }

  /// A GHN to begin with, for the classes of the data; what had to be changed is said.
  private func resized(
    _ ghn: GraphHyperNetwork, to classCount: Int, seed: UInt64
  ) throws(CommandFailure) -> GraphHyperNetwork {
    var generator = SplitMix64(seed: seed)
    let (result, changed): (GraphHyperNetwork, [String])
    do {
      (result, changed) = try ghn.resized(classCount: classCount, using: &generator)
    } catch {
      throw CommandFailure(
        status: .malformedInput, message: "--initial: \(error)",
        suggestion: "leave out --initial: --low-rank makes rows for as many classes as there are")
    }
    if !changed.isEmpty && !common.quiet {
      Terminal.standardError.write(
        "made for \(classCount) classes instead of \(ghn.configuration.classCount): "
          + changed.joined(separator: ", ") + "\n")
    }
    return result
  }

  /// What begins, in a line for a person.
  func firstLine(of trainer: MetaTrainer, _ sources: TrainingSources) -> String {
    let architectures = sources.architectures.words.dropFirst().joined(separator: ", ")
    let supply =
      sources.architectures.count.map { "\(grouped($0)) architectures of \(architectures)" }
      ?? "architectures of \(architectures)"
    let length =
      switch trainer.options.schedule.length {
      case .steps(let count): "\(grouped(count)) steps"
      case .minutes(let minutes): duration(60 * minutes)
      }
    let verb =
      resume == nil ? "training" : "going on after step \(grouped(trainer.progress.step)) with"
    return "\(verb) a GHN of \(grouped(trainer.ghn.weightCount)) parameters: "
      + sources.data.map {
        "\(grouped($0.training.count)) images of \($0.training.name)"
      }.joined(separator: " and ")
      + (sources.heldOut > 0 ? " (\(grouped(sources.heldOut)) more held out)" : "")
      + ", \(supply), \(length), \(trainer.options.metaBatch) networks a step"
  }
}
