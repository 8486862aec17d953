import ArchitectureSampling
public import ArgumentParser
import FileBytes
import GHN
import ImageData
import Optimization
public import Training
import TrainingLog

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

  /// The files that may not be one; the outputs that are replaced are told apart by themselves.
  func namedFiles(
    _ run: TrainingRecord.Run, _ earlier: TrainingRecord?
  ) -> NamedFiles {
    var named = NamedFiles()
    named.grow(run.log, as: "--log")
    let images = earlier.map { [$0.images] + ($0.furtherImages ?? []) } ?? []
    for word in data.isEmpty ? images.compactMap(\.words.first) : data { named.read(data: word) }
    let list = earlier?.architectures.words
    named.read(
      architectures ?? (list?.first == "list" ? list?.last : nil), as: "--architectures")
    named.read(teaching.teacher ?? earlier?.teacher?.words.first, as: "--teacher")
    named.read(run.validationArchitectures, as: "--validation-architectures")
    named.read(initial, as: "--initial")
    named.read(resume, as: "--resume")
    return named
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
    try path.map { (path) throws in
      // What is gone on with loses a torn line, so that it has to be a log.
      if resume != nil, let file = try? MappedFile(path: path), file.count > 0,
        LogEntry.entries(inLines: file.firstWholeLine).isEmpty
      {
        throw CommandFailure(
          status: .malformedInput,
          message: "\(path): expected the log of a training, found another file",
          suggestion: "name another file with --log")
      }
      return try AppendedFile(
        path: path, existing: .init(resuming: resume != nil, overwriting: files.force))
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
      sources.architectures.count.map { "\(counted($0, "architecture")) of \(architectures)" }
      ?? "architectures of \(architectures)"
    let length =
      switch trainer.options.schedule.length {
      case .steps(let count): counted(count, "step")
      case .minutes(let minutes): duration(60 * minutes)
      }
    let verb =
      resume == nil ? "training" : "going on after step \(grouped(trainer.progress.step)) with"
    return "\(verb) a GHN of \(grouped(trainer.ghn.weightCount)) parameters: "
      + sources.data.map {
        "\(counted($0.training.count, "image")) of \($0.training.name)"
      }.joined(separator: " and ")
      + (sources.heldOut > 0 ? " (\(grouped(sources.heldOut)) more held out)" : "")
      + ", \(supply), \(length), \(counted(trainer.options.metaBatch, "network")) a step"
  }
}

extension MappedFile {
  /// The first line that holds more than spaces, if it has an end.
  fileprivate var firstWholeLine: String {
    guard let start = lineStarts().first else { return "" }
    let line = line(from: start, atMost: 1 << 20)
    return start + line.count < count ? String(decoding: line, as: UTF8.self) : ""
  }
}
