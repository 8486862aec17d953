import FileBytes
import Training

/// The files that a training writes.
struct TrainingOutputs {
  /// The hypernetwork, when the training ends.
  let ghn: String
  let checkpoint: String
  let log: String?
  let curve: String?

  /// The files with the options that name them.
  private var named: [(option: String, path: String)] {
    [
      ("--output", ghn), ("--checkpoint", checkpoint), ("--log", log), ("--curve", curve),
    ].compactMap { option, path in path.map { (option, $0) } }
  }

  /// Finds out now, and not after hours, whether all files can be written, each by itself.
  ///
  /// - Parameters:
  ///   - overwriting: whether files that stand there may be replaced.
  ///   - earlier: what a training that is gone on with wrote; its log and curve are its own.
  ///   - resumed: its checkpoint.
  /// - Throws: ``CommandFailure``, or `FileError`.
  func check(
    overwriting: Bool, resuming earlier: TrainingRecord.Run?, from resumed: String?
  ) throws {
    for (index, one) in named.enumerated() {
      for other in named[(index + 1)...]
      where canonicalPath(one.path) == canonicalPath(other.path) && !one.path.hasPrefix("/dev/") {
        throw CommandFailure(
          status: .wrongUsage,
          message: "\(other.path): expected a file of its own for \(other.option), found that of "
            + one.option)
      }
    }
    _ = try ReplacementFile(path: ghn, overwriting: overwriting)
    _ = try ReplacementFile(path: checkpoint, overwriting: overwriting || checkpoint == resumed)
    if let curve {
      _ = try ReplacementFile(path: curve, overwriting: overwriting || curve == earlier?.curve)
    }
  }

  /// Keeps other trainings from the same files, as long as the locks live.
  func lock() throws -> [OutputLock] {
    try [ghn, checkpoint].map { try OutputLock(path: $0) }
  }

  /// The command that goes on with the training, as a shell reads it.
  func resumption(forced: Bool) -> String {
    "ghn-predict train --resume \(shellWord(checkpoint))" + (forced ? " --force" : "")
  }
}

/// A word that a shell takes for one, whatever it holds.
private func shellWord(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { byte in
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || "/._-+=:@%".utf8.contains(byte)
  }
  guard !isPlain || text.isEmpty else { return text }
  return "'"
    + text.split(separator: "'", omittingEmptySubsequences: false)
    .joined(separator: "'\\''") + "'"
}
