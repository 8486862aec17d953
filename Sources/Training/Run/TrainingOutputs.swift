public import FileBytes

/// The files that a training writes.
public struct TrainingOutputs: Sendable {
  /// What a file is of.
  public enum Content: Sendable, Hashable {
    /// The hypernetwork.
    case ghn
    /// What the training goes on from.
    case checkpoint
    /// The log.
    case log
    /// The picture of the log.
    case curve
  }

  /// The hypernetwork, written when the training ends.
  public let ghn: String
  /// What the training goes on from.
  public let checkpoint: String
  /// The log; `nil` for none.
  public let log: String?
  /// The picture of the log, written when the training ends; `nil` for none.
  public let curve: String?

  /// Names the files.
  public init(ghn: String, checkpoint: String, log: String? = nil, curve: String? = nil) {
    self.ghn = ghn
    self.checkpoint = checkpoint
    self.log = log
    self.curve = curve
  }

  private var paths: [(content: Content, path: String)] {
    [(.ghn, ghn), (.checkpoint, checkpoint)] + (log.map { [(.log, $0)] } ?? [])
      + (curve.map { [(.curve, $0)] } ?? [])
  }

  /// Finds out now, and not after hours, whether all files can be written, each by itself.
  ///
  /// - Parameters:
  ///   - overwriting: whether files that stand there may be replaced.
  ///   - earlier: what a training that is gone on with wrote; its log and curve are its own.
  ///   - resumed: its checkpoint.
  /// - Throws: ``TrainingOutputError``.
  public func check(
    overwriting: Bool, resuming earlier: TrainingRecord.Run?, from resumed: String?
  ) throws(TrainingOutputError) {
    for (index, one) in paths.enumerated() {
      for other in paths[(index + 1)...]
      where leadToOneFile(one.path, other.path) {
        throw .oneFile(other.path, of: other.content, and: one.content)
      }
    }
    do {
      _ = try ReplacementFile(path: ghn, overwriting: overwriting)
      _ = try ReplacementFile(path: checkpoint, overwriting: overwriting || checkpoint == resumed)
      if let curve {
        _ = try ReplacementFile(path: curve, overwriting: overwriting || curve == earlier?.curve)
      }
    } catch {
      throw .file(error)
    }
  }

  /// Keeps other trainings from the same GHN and checkpoint, as long as the locks live; a log that is
  /// open keeps them from itself.
  ///
  /// - Throws: ``TrainingOutputError/file(_:)``.
  public func lock() throws(TrainingOutputError) -> [OutputLock] {
    do {
      return [try OutputLock(path: ghn), try OutputLock(path: checkpoint)]
    } catch {
      throw .file(error)
    }
  }
}

/// Why a training cannot write its files.
public enum TrainingOutputError: Error, Equatable, Sendable {
  /// Two contents would be written to one file.
  case oneFile(String, of: TrainingOutputs.Content, and: TrainingOutputs.Content)
  /// A file cannot be written.
  case file(FileError)
}

extension TrainingOutputError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .oneFile(let path, let content, let other):
      "\(path): expected a file of its own for the \(content), found that of the \(other)"
    case .file(let error): "\(error)"
    }
  }
}
