public import ArchDAG
public import Evaluation
public import ImageData
public import ParameterFiles

/// Why a training has nothing to learn from, or nothing to be judged by.
public enum TrainingSourceError: Error, Equatable, Sendable {
  /// The images cannot be read.
  case data(DataError)
  /// All images are held out.
  case tooFewImages(data: String, heldOut: Int, found: Int)
  /// A further data set has other classes than the first.
  case classCount(data: String, expected: Int, found: Int)
  /// The list of architectures cannot be read.
  case architectures(ArchitectureSourceError)
  /// The list of architectures is empty.
  case emptyList(path: String)
  /// The parameters of the teacher cannot be read.
  case teacher(ParameterFileError)
  /// The teacher, or a network of the validation, cannot run.
  case network(EvaluationError)
  /// They are not those of the checkpoint that is gone on from.
  case checkpoint(TrainingCheckpointError)
}

extension TrainingSourceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .data(let error): "\(error)"
    case .tooFewImages(let data, let heldOut, let found):
      "\(data): expected more than the \(heldOut) images of the validation, found \(found)"
    case .classCount(let data, let expected, let found):
      "\(data): expected the \(expected) classes of the first data set, found \(found)"
    case .architectures(let error): "\(error)"
    case .emptyList(let path): "\(path): expected architectures, found an empty list"
    case .teacher(let error): "\(error)"
    case .network(let error): "\(error)"
    case .checkpoint(let error): "\(error)"
    }
  }
}
