import FileBytes
import GHN
public import TensorFiles
import TrainingLog

extension TrainingRun {
  /// Which files a training has come to.
  public struct Results: Sendable {
    /// Whether the hypernetwork was written; that of an interrupted training is not.
    public internal(set) var hasGHN = false
    /// Whether the checkpoint was written.
    public internal(set) var hasCheckpoint = false
    /// Why the others were not.
    public internal(set) var failures: [TensorFileError] = []

    /// Writes a file; answers whether it was.
    fileprivate mutating func attempt(_ write: () throws(TensorFileError) -> Void) -> Bool {
      do throws(TensorFileError) {
        try write()
        return true
      } catch {
        failures.append(error)
        return false
      }
    }
  }

  /// Writes what the training has come to: each file by itself, so that a disk that is full under one of
  /// them costs no other.
  ///
  /// - Parameters:
  ///   - end: how the run ended.
  ///   - outputs: the files.
  ///   - overwriting: whether a hypernetwork that stands there may be replaced; checkpoint and picture
  ///     are the training's own, and are.
  /// - Returns: which files were written, and why the others were not.
  public mutating func writeResults(
    of end: End, to outputs: TrainingOutputs, overwriting: Bool
  ) -> Results {
    var results = Results()
    if end == .finished {
      results.hasGHN = results.attempt { () throws(TensorFileError) in
        try trainer.trained.write(
          to: outputs.ghn, metadata: task.metadata, overwriting: overwriting)
      }
    }
    results.hasCheckpoint = results.attempt { () throws(TensorFileError) in
      try writeCheckpoint()
    }
    if let path = outputs.curve {
      let curve = TrainingCurve(entries, title: "Training of \(outputs.ghn)")
      _ = results.attempt { () throws(TensorFileError) in
        do throws(FileError) {
          let file = try ReplacementFile(path: path, overwriting: true)
          try file.write(Array(curve.svg.utf8), at: 0)
          try file.commit()
        } catch {
          throw .file(error)
        }
      }
    }
    return results
  }
}
