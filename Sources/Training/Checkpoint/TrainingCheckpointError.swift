public import GHN

/// Why a file cannot be gone on with as a training.
public enum TrainingCheckpointError: Error, Equatable, Sendable {
  /// The file's network cannot be read.
  case network(CheckpointError)
  /// The file is sound, but no training wrote it.
  case notATraining(file: String)
  /// A later version of this library wrote the file.
  case futureVersion(file: String, found: Int, supported: Int)
  /// What the file says of the training does not fit together.
  case malformed(file: String, setting: String, expected: String, found: String)
  /// The training went on other images, or on other architectures.
  case otherSource(file: String, kind: String, expected: String, found: String)
  /// The hypernetwork tells apart another number of classes than the images have.
  case otherClasses(file: String, data: String, expected: Int, found: Int)
}

extension TrainingCheckpointError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .network(let error): "\(error)"
    case .notATraining(let file):
      "\(file): expected a checkpoint of a training, found a GHN that no training can go on from"
    case .futureVersion(let file, let found, let supported):
      "\(file): expected a training of version \(supported) at most, found version \(found)"
    case .malformed(let file, let setting, let expected, let found):
      "\(file): setting '\(setting)': expected \(expected), found \(found)"
    case .otherSource(let file, let kind, let expected, let found):
      "\(file): expected the \(kind) of the interrupted training, \(expected), found \(found)"
    case .otherClasses(let file, let data, let expected, let found):
      "\(file): expected a GHN for the \(expected) classes of \(data), found one for \(found)"
    }
  }
}
