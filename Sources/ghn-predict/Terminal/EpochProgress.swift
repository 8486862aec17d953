/// The progress of an epoch whose count of batches is not known before its first.
final class EpochProgress {
  private let epoch: Int
  private var progress: Progress?

  init(epoch: Int) {
    self.epoch = epoch
  }

  func add(_ count: Int, of total: Int) {
    if progress == nil { progress = Progress("epoch \(epoch)", total: total) }
    progress?.add(count)
  }

  func end() { progress?.end() }
}
