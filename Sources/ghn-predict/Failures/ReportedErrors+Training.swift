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
      "name others with --architectures or --sample"
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
    case .teacher(let error): error.status
    case .network(let error): error.status
    case .checkpoint(let error): error.status
    }
  }

  var suggestion: String? {
    switch self {
    case .data(let error): error.suggestion
    case .classCount: "train a GHN for each number of classes"
    case .tooFewImages: "hold out fewer with --validation-images"
    case .architectures(let error): error.suggestion
    case .emptyList: nil
    case .teacher(let error): error.suggestion
    case .network(let error): error.suggestion
    case .checkpoint(let error): error.suggestion
    }
  }
}

extension TrainingStartError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .classCount, .width: .malformedInput
    case .conditioning(let error): error.status
    case .optimizer: .incomplete
    }
  }

  /// What does not fit, as its option names it.
  var message: String {
    switch self {
    case .classCount: "--initial: \(self)"
    case .width: "--hidden: \(self)"
    case .conditioning: "\(self)"
    case .optimizer: "--optimizer \(self)"
    }
  }

  var suggestion: String? {
    switch self {
    case .classCount:
      "leave out --initial: --low-rank makes rows for as many classes as there are"
    case .width: "leave out --hidden to go on with its width"
    case .conditioning(let error): error.suggestion
    case .optimizer: "install libopenblas0-serial, or choose another optimizer"
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
    switch self {
    case .otherSource(_, "teacher", _, _): "leave out --teacher, or name the file of that teacher"
    case .otherSource: "name the same with --data, and --architectures or --sample"
    default: nil
    }
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
