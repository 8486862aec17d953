public import ArchDAG
public import ArchitectureSampling
import Evaluation
public import GHN
public import ImageData
import Tensors
import Randomness

/// The images and architectures of a training, and how its checkpoints name them.
public struct TrainingSources: Sendable {
  /// Where architectures come from.
  public enum Architectures: Sendable {
    /// They are drawn, from the spaces of these splits by turns.
    case sampled([ArchitectureSplit])
    /// They are those of the list at a path.
    case listed(path: String, ArchitectureSupply.Order)
  }

  /// The first data set.
  public let first: TrainingData
  /// More data sets, which networks see by turns with the first.
  public let further: [TrainingData]
  /// How many images of each data set are held out.
  public let heldOut: Int
  /// How a checkpoint names the architectures.
  public let architectures: TrainingRecord.Source
  /// In which order those of a list come.
  public let order: ArchitectureSupply.Order
  /// The network that others learn from, if there is one.
  public var teacher: Teacher?
  private let supplySource: ArchitectureSupply.Source

  /// Opens images and architectures.
  ///
  /// - Parameters:
  ///   - data: the words of one or more data sets, which have as many classes.
  ///   - heldOut: how many images of each train split are held out.
  ///   - architectures: where architectures come from.
  ///   - seed: what draws follow from.
  /// - Precondition: there is a data set.
  /// - Throws: ``TrainingSourceError``.
  public init(
    data: [String], heldOut: Int, architectures: Architectures, seed: UInt64
  ) throws(TrainingSourceError) {
    first = try TrainingData(data[0], heldOut: heldOut, seed: seed)
    self.heldOut = heldOut
    let classCount = first.training.classCount
    var further: [TrainingData] = []
    for word in data.dropFirst() {
      let next = try TrainingData(word, heldOut: heldOut, seed: seed)
      guard next.training.classCount == classCount else {
        throw .classCount(data: word, expected: classCount, found: next.training.classCount)
      }
      further.append(next)
    }
    self.further = further
    switch architectures {
    case .listed(let path, let order):
      let list = try Self.list(at: path, classCount: classCount)
      guard list.count > 0 else { throw .emptyList(path: path) }
      self.order = order
      supplySource = .listed(list, order)
      self.architectures = TrainingRecord.Source(
        words: ["list", path], count: list.count, fingerprint: list.fingerprint)
    case .sampled(let splits):
      order = .shuffled
      supplySource = .sampled(splits)
      self.architectures = TrainingRecord.Source(
        words: ["sample"] + splits.map(\.name), count: nil, fingerprint: 0)
    }
  }

  /// Reads a list of architectures, those of genotypes for so many classes.
  ///
  /// - Throws: ``TrainingSourceError/architectures(_:)``.
  public static func list(
    at path: String, classCount: Int
  ) throws(TrainingSourceError) -> ArchitectureList {
    var options = GenotypeOptions()
    options.classCount = classCount
    do {
      return try ArchitectureList(path: path, options: options)
    } catch {
      throw .architectures(error)
    }
  }

  /// All data sets, the first first.
  public var data: [TrainingData] { [first] + further }

  /// The images of the first data set that the training learns from.
  public var training: ImageDataset { first.training }

  /// What the data sets look like, for a hypernetwork that is told of them.
  public var summaries: [DataSummary] { data.map { DataSummary(of: $0.training) } }

  /// What a hypernetwork that learns from these images is for.
  public var task: TrainedTask {
    let batch = training.batch(training.count > 0 ? [0] : []).images
    return TrainedTask(
      data: data.map(\.training.name).joined(separator: ", "),
      imageExtents: Array(batch.shape.extents.dropFirst()))
  }

  /// The architectures that a training of these options meets.
  public func supply(_ options: TrainingOptions) -> ArchitectureSupply {
    ArchitectureSupply(
      supplySource, seed: options.seed, classCount: training.classCount,
      curriculum: options.curriculumSteps.map {
        Curriculum(steps: $0, metaBatch: options.metaBatch)
      })
  }

  /// Refuses sources that are not those of a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: the checkpoint.
  ///   - file: its path.
  /// - Throws: ``TrainingCheckpointError/otherSource(file:kind:expected:found:)`` or
  ///   ``TrainingCheckpointError/otherClasses(file:data:expected:found:)``.
  public func check(
    against checkpoint: TrainingCheckpoint, in file: String
  ) throws(TrainingCheckpointError) {
    let record = checkpoint.record
    func title(_ source: TrainingRecord.Source) -> String {
      "'\(source.words.joined(separator: " "))'"
    }
    func describe(_ source: TrainingRecord.Source) -> String {
      title(source) + (source.count.map { ", \($0) in number" } ?? "")
    }
    func check(
      _ kind: String, _ old: TrainingRecord.Source, _ new: TrainingRecord.Source
    ) throws(TrainingCheckpointError) {
      guard old.count == new.count, old.fingerprint == new.fingerprint else {
        throw .otherSource(
          file: file, kind: kind, expected: describe(old), found: describe(new))
      }
    }
    let earlier = [record.images] + (record.furtherImages ?? [])
    guard earlier.count == data.count else {
      throw .otherSource(
        file: file, kind: "images", expected: earlier.map(describe).joined(separator: ", "),
        found: data.map { describe($0.source) }.joined(separator: ", "))
    }
    for (old, new) in zip(earlier, data) where old.fingerprint != new.labelFingerprint {
      try check("images", old, new.source)
    }
    try check("architectures", record.architectures, architectures)
    guard architectures.count != nil || record.architectures.words == architectures.words else {
      throw .otherSource(
        file: file, kind: "architectures", expected: describe(record.architectures),
        found: describe(architectures))
    }
    // A teacher's file may have moved.
    guard record.teacher?.count == teacher?.source.count,
      record.teacher?.fingerprint == teacher?.source.fingerprint
    else {
      let isNamedAlike = record.teacher?.words == teacher?.source.words
      throw .otherSource(
        file: file, kind: "teacher", expected: record.teacher.map(title) ?? "none",
        found: isNamedAlike
          ? "other weights in that file" : teacher.map { title($0.source) } ?? "none")
    }
    let classCount = checkpoint.ghn.configuration.classCount
    guard classCount == training.classCount else {
      throw .otherClasses(
        file: file, data: training.name, expected: training.classCount, found: classCount)
    }
  }
}
