import ArchDAG
import ArchitectureSearch
import Distributed
import Evaluation
import FileBytes
import FineTuning
import GHN
import ImageData
import NetworkExecution
import ParameterFiles
import TensorFiles
import Training

extension FileError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .unreadable, .notARegularFile: .unreadableInput
    case .tooManyOpenFiles, .tooFewDescriptors, .unwritable, .exists, .inUse: .unwritableOutput
    }
  }

  var suggestion: String? {
    switch self {
    case .exists: "use --force to overwrite it"
    case .inUse: "wait for it to end, or name another file"
    case .unreadable, .notARegularFile, .tooManyOpenFiles, .tooFewDescriptors, .unwritable: nil
    }
  }
}

extension ArchitectureSourceError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .file(let error): error.status
    case .malformed: .malformedInput
    }
  }

  var suggestion: String? {
    switch self {
    case .file(let error): error.suggestion
    case .malformed(_, let error): error.suggestion
    }
  }
}

/// Such an error comes by itself only from writing; those of reading are others' part.
extension TensorFileError: ReportedError {
  var status: CommandFailure.Status { .unwritableOutput }

  var suggestion: String? {
    guard case .file(let error) = self else { return nil }
    return error.suggestion
  }

  /// How the process ends where a file was to be read.
  var statusOfReading: CommandFailure.Status {
    guard case .file(let error) = self else { return .malformedInput }
    return error.status
  }
}

extension CheckpointError: ReportedError {
  var status: CommandFailure.Status {
    guard case .file(let error) = self else { return .malformedInput }
    return error.statusOfReading
  }
}

extension ParameterFileError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .writing(let error): error.status
    case .reading(let error): error.statusOfReading
    case .architecture(let error): error.status
    case .noPlace, .noTensor, .otherShape, .noStatistics: .malformedInput
    case .unknownFormat, .notONNX: .wrongUsage
    }
  }

  var suggestion: String? {
    switch self {
    case .writing(let error): error.suggestion
    case .architecture(let error): error.suggestion
    case .notONNX: "write to a .safetensors or .npz file"
    case .noStatistics: "leave out --running-statistics to take those of each batch"
    case .reading, .noPlace, .noTensor, .otherShape, .unknownFormat: nil
    }
  }
}

extension DecodingError {
  /// What the user can do about it, where that is known.
  var suggestion: String? {
    switch self {
    case .tooManyMessages: "name a GHN with --ghn in which fewer nodes exchange messages"
    case .tooManyPositions: "name a GHN with --ghn that was trained without --eigenvectors"
    case .unsupportedRank, .unsupportedTokenCount, .kernelTooLarge: nil
    }
  }
}

extension DataConditioningError: ReportedError {
  var status: CommandFailure.Status { .wrongUsage }

  var suggestion: String? {
    switch self {
    case .notConditioned: "leave out --data, or name a GHN that 'train --tell-data' made"
    case .classCount: "name a GHN with --ghn that was trained for as many classes"
    }
  }
}

extension DataError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .file(let error): error.status
    case .missing: .unreadableInput
    case .malformed, .tooLarge: .malformedInput
    }
  }
}

extension EvaluationError: ReportedError {
  var status: CommandFailure.Status { .malformedInput }

  var suggestion: String? {
    switch self {
    case .execution(_, .tooLarge(_, _, _)): "allow more with --memory-limit"
    case .noRunningStatistics:
      "evaluate with batch statistics, or give the genotype the norm \"bn-track\""
    case .architecture, .decoding, .execution, .classCount, .noClassLayer,
      .unboundedFeatures:
      nil
    }
  }
}

extension FineTuningError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .network(let error): error.status
    case .diverged: .incomplete
    }
  }

  var suggestion: String? {
    switch self {
    case .network(let error): error.suggestion
    case .diverged: nil
    }
  }
}

extension EvaluationRowsError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .file(let error): error.status
    case .malformed: .malformedInput
    }
  }

  var suggestion: String? {
    guard case .file(let error) = self else { return nil }
    return error.suggestion
  }
}

extension TrainingError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .network(let error): error.status
    case .processes(let error): error.status
    case .noFitNetwork: .malformedInput
    case .diverged: .incomplete
    }
  }

  var suggestion: String? {
    switch self {
    case .network(let error): error.suggestion
    case .processes(let error): error.suggestion
    case .noFitNetwork:
      "leave such networks out of the list, or draw more to a step with --meta-batch"
    case .diverged: nil
    }
  }
}

extension TrainingSourceError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .data(let error): error.status
    case .tooFewImages: .wrongUsage
    case .architectures(let error): error.status
    case .classCount: .wrongUsage
    case .emptyList: .malformedInput
    }
  }

  var suggestion: String? {
    switch self {
    case .data(let error): error.suggestion
    case .classCount: "train a GHN for each number of classes"
    case .tooFewImages: "hold out fewer with --validation-images"
    case .architectures(let error): error.suggestion
    case .emptyList: nil
    }
  }
}

extension TrainingOutputError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .oneFile: .wrongUsage
    case .file(let error): error.status
    }
  }

  /// Files as their options name them.
  var message: String {
    guard case .oneFile(let path, let content, let other) = self else { return "\(self)" }
    return
      "\(path): expected a file of its own for \(content.option), found that of \(other.option)"
  }

  var suggestion: String? {
    guard case .file(let error) = self else { return nil }
    return error.suggestion
  }
}

extension TrainingCheckpointError: ReportedError {
  var status: CommandFailure.Status {
    guard case .network(let error) = self else { return .malformedInput }
    return error.status
  }

  var suggestion: String? {
    guard case .otherSource = self else { return nil }
    return "name the same with --data, and --architectures or --sample"
  }
}

extension DistributedError: ReportedError {
  var status: CommandFailure.Status {
    guard case .launch = self else { return .incomplete }
    return .wrongUsage
  }

  var suggestion: String? {
    guard case .launch = self else { return nil }
    return "build with `make mpi`, for the MPI whose launcher you use"
  }
}

extension SearchError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .file(let error): error.status
    case .processes(let error): error.status
    case .unfit: .wrongUsage
    case .architecture, .evaluation, .execution, .training, .malformed, .otherScores, .otherSearch,
      .noTruths:
      .malformedInput
    }
  }

  var suggestion: String? {
    switch self {
    case .file(let error): error.suggestion
    case .processes(let error): error.suggestion
    case .otherScores: "leave out --resume, or name another --output"
    case .otherSearch: "leave out --resume, or name another --history"
    case .noTruths: "the texts of both files must be the same"
    case .architecture, .evaluation, .execution, .training, .malformed, .unfit: nil
    }
  }
}

extension TrainingOutputs.Content {
  /// The option that names the file.
  fileprivate var option: String {
    switch self {
    case .ghn: "--output"
    case .checkpoint: "--checkpoint"
    case .log: "--log"
    case .curve: "--curve"
    }
  }
}
