import ArchitectureSampling
public import ArgumentParser
import FileBytes
import GHN
import ImageData
import Optimization
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
  func openSources(_ resumed: TrainingCheckpoint?) throws -> TrainingSources {
    let named: TrainingSources.Architectures? =
      architectures.map { .listed(path: $0, order ?? .shuffled) } ?? sample.map { .sampled($0) }
    if let resumed, let resume {
      return try TrainingSources(
        of: resumed, in: resume, data: data, architectures: named, teacher: teaching.teacher,
        limits: memory.limits)
    }
    var sources = try TrainingSources(
      data: data, heldOut: validation.images ?? 1000,
      architectures: named ?? .sampled([ArchitectureSplit(.small)]), seed: seed)
    if let path = teaching.teacher {
      try sources.learn(fromTeacherAt: path, limits: memory.limits)
    }
    return sources
  }

  func openLog(_ path: String?) throws -> AppendedFile? {
    try path.map {
      try AppendedFile(
        path: $0, existing: .init(resuming: resume != nil, overwriting: files.force))
    }
  }

  func makeTrainer(
    _ resumed: TrainingCheckpoint?, _ sources: TrainingSources
  ) throws -> MetaTrainer {
    let length: LearningRateSchedule.Length? =
      minutes.map { .minutes($0) } ?? steps.map { .steps($0) }
    if let resumed {
      return try MetaTrainer(
        resuming: resumed, length: length, sources: sources, limits: memory.limits)
    }
    var options = training.options(length ?? .steps(0))
    options.distillation = teaching.options
    return try MetaTrainer(
      try initialHypernetwork(for: sources), options: options, sources: sources,
      limits: memory.limits)
  }

  private var seed: UInt64 { training.seed ?? 0 }

  /// The hypernetwork to begin with; what had to be changed of a given one is said.
  private func initialHypernetwork(for sources: TrainingSources) throws -> GraphHyperNetwork {
    let classCount = sources.training.classCount
    guard let initial else {
      return try InitialHypernetwork(
        .drawn(model.configuration(classCount: classCount)), for: sources, isTold: tellData,
        seed: seed
      ).ghn
    }
    let given = try GraphHyperNetwork(path: initial)
    let begun = try InitialHypernetwork(
      .given(given, model.changes), for: sources, isTold: tellData, seed: seed)
    if !begun.resizedTensors.isEmpty && !common.quiet {
      Terminal.standardError.write(
        "made for \(classCount) classes instead of \(given.configuration.classCount): "
          + begun.resizedTensors.joined(separator: ", ") + "\n")
    }
    return begun.ghn
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
