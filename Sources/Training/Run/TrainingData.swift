public import ImageData
import Randomness

/// A data set of a training.
public struct TrainingData: Sendable {
  /// The images that the training learns from.
  public let training: ImageDataset
  /// The images that are held out; `nil` if none are.
  public let validation: ImageDataset?
  /// How a checkpoint names the images.
  public let source: TrainingRecord.Source
  /// By what earlier versions told images from others: their labels alone.
  let labelFingerprint: UInt64

  /// Opens the train split of a data set.
  ///
  /// - Parameters:
  ///   - data: the data set's word.
  ///   - heldOut: how many of its images are held out.
  ///   - seed: which follow from it.
  /// - Throws: ``TrainingSourceError``.
  init(_ data: String, heldOut: Int, seed: UInt64) throws(TrainingSourceError) {
    let all: ImageDataset
    do {
      all = try ImageDataset(data, split: .train)
    } catch {
      throw .data(error)
    }
    guard heldOut < all.count else {
      throw .tooFewImages(data: data, heldOut: heldOut, found: all.count)
    }
    (training, validation) =
      heldOut > 0 ? all.holdingOut(validation: heldOut, seed: seed) : (all, nil)
    labelFingerprint = fnv1a(all.labels)
    source = TrainingRecord.Source(
      words: [data], count: training.count, fingerprint: all.fingerprint)
  }
}
