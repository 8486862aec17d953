import Distributed
import Training

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
