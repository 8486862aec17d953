public import ArchDAG
public import ArchitectureSampling
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

  /// The images that the training learns from.
  public let training: ImageDataset
  /// The images that are held out; `nil` if none are.
  public let validation: ImageDataset?
  /// How many images are held out.
  public let heldOut: Int
  /// How a checkpoint names the images.
  public let images: TrainingRecord.Source
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
  ///   - data: the data set's word.
  ///   - heldOut: how many images of its train split are held out.
  ///   - architectures: where architectures come from.
  ///   - seed: what draws follow from.
  /// - Throws: ``TrainingSourceError``.
  public init(
    data: String, heldOut: Int, architectures: Architectures, seed: UInt64
  ) throws(TrainingSourceError) {
    let all: ImageDataset
    do {
      all = try ImageDataset(data, split: .train)
    } catch {
      throw .data(error)
    }
    guard heldOut < all.count else {
      throw .tooFewImages(data: data, heldOut: heldOut, found: all.count)
    }
    self.heldOut = heldOut
    (training, validation) =
      heldOut > 0 ? all.holdingOut(validation: heldOut, seed: seed) : (all, nil)
    images = TrainingRecord.Source(
      words: [data], count: training.count,
      fingerprint: fnv1a(all.labels))
    switch architectures {
    case .listed(let path, let order):
      let list = try Self.list(at: path, classCount: all.classCount)
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

  /// What a hypernetwork that learns from these images is for.
  public var task: TrainedTask {
    let batch = training.batch(training.count > 0 ? [0] : []).images
    return TrainedTask(
      data: training.name, imageExtents: Array(batch.shape.extents.dropFirst()))
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
  ///   - record: what the checkpoint says.
  ///   - file: its path.
  /// - Throws: ``TrainingCheckpointError/otherSource(file:kind:expected:found:)``.
  public func check(
    against record: TrainingRecord, in file: String
  ) throws(TrainingCheckpointError) {
    func describe(_ source: TrainingRecord.Source) -> String {
      let count = source.count.map { ", \($0) in number" } ?? ""
      return "'\(source.words.joined(separator: " "))'\(count)"
    }
    for (kind, old, new) in [
      ("images", record.images, images), ("architectures", record.architectures, architectures),
    ] where old.count != new.count || old.fingerprint != new.fingerprint {
      throw .otherSource(file: file, kind: kind, expected: describe(old), found: describe(new))
    }
    guard architectures.count != nil || record.architectures.words == architectures.words else {
      throw .otherSource(
        file: file, kind: "architectures", expected: describe(record.architectures),
        found: describe(architectures))
    }
    // A teacher's file may have moved.
    guard record.teacher?.count == teacher?.source.count,
      record.teacher?.fingerprint == teacher?.source.fingerprint
    else {
      throw .otherSource(
        file: file, kind: "teacher", expected: record.teacher.map(describe) ?? "none",
        found: teacher.map { describe($0.source) } ?? "none")
    }
  }
}
