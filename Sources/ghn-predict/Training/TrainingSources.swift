import ArchDAG
import ArchitectureSampling
import FileBytes
import ImageData
import Randomness
import Training

/// The images and architectures of a training, and how its checkpoints name them.
struct TrainingSources {
  let training: ImageDataset
  /// The images that are held out; `nil` if none are.
  let validation: ImageDataset?
  let images: TrainingRecord.Source
  let architectures: TrainingRecord.Source
  let order: ArchitectureSupply.Order
  private let supplySource: ArchitectureSupply.Source

  /// Opens what the user named.
  ///
  /// - Parameters:
  ///   - data: the data set's word.
  ///   - heldOut: how many images of its train split are held out.
  ///   - list: the path of a list of architectures, if they are not drawn.
  ///   - splits: the splits in whose spaces they are drawn else.
  ///   - order: in which order those of a list come.
  ///   - seed: what draws follow from.
  /// - Throws: ``CommandFailure``.
  init(
    data: String, heldOut: Int, list: String?, splits: [ArchitectureSplit],
    order: ArchitectureSupply.Order, seed: UInt64
  ) throws(CommandFailure) {
    let all: ImageDataset
    do {
      all = try ImageDataset(data, split: .train)
    } catch {
      throw CommandFailure(error)
    }
    guard heldOut < all.count else {
      throw CommandFailure(
        status: .wrongUsage,
        message: "\(data): expected more than the \(heldOut) images of the validation, "
          + "found \(all.count)", wayOut: "hold out fewer with --validation-images")
    }
    (training, validation) =
      heldOut > 0 ? all.holdingOut(validation: heldOut, seed: seed) : (all, nil)
    images = TrainingRecord.Source(
      words: [data], count: training.count,
      fingerprint: fnv1a(all.labels)
    )
    self.order = order
    if let list {
      let file = try Self.list(at: list, classCount: all.classCount)
      guard file.count > 0 else {
        throw CommandFailure(
          status: .malformedInput, message: "\(list): expected architectures, found an empty list")
      }
      supplySource = .listed(file, order)
      architectures = TrainingRecord.Source(
        words: ["list", list], count: file.count, fingerprint: file.fingerprint)
    } else {
      supplySource = .sampled(splits)
      architectures = TrainingRecord.Source(
        words: ["sample"] + splits.map(\.name), count: nil, fingerprint: 0)
    }
  }

  /// Reads a list of architectures.
  static func list(
    at path: String, classCount: Int
  ) throws(CommandFailure) -> ArchitectureList {
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch {
      throw CommandFailure(error)
    }
    var options = GenotypeOptions()
    options.classCount = classCount
    do {
      return try ArchitectureList(contentsOf: file, options: options)
    } catch {
      throw CommandFailure(error, in: path)
    }
  }

  /// The architectures that a training of this seed meets.
  func supply(seed: UInt64) -> ArchitectureSupply {
    ArchitectureSupply(supplySource, seed: seed, classCount: training.classCount)
  }

  /// Refuses sources that are not those of a checkpoint.
  func check(against record: TrainingRecord, in file: String) throws(TrainingCheckpointError) {
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
  }
}
