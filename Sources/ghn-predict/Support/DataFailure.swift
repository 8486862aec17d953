import Evaluation
import ImageData
import NetworkExecution
import Training

extension CommandFailure {
  /// What is wrong with a data set.
  init(_ error: DataError) {
    switch error {
    case .file(let error): self.init(error)
    case .missing:
      self.init(status: .unreadableInput, message: "\(error)", wayOut: error.wayOut)
    case .malformed, .tooLarge:
      self.init(status: .malformedInput, message: "\(error)", wayOut: error.wayOut)
    }
  }

  /// Why a network cannot be evaluated.
  init(_ error: EvaluationError) {
    switch error {
    case .execution(_, .tooLarge(_, _, _)):
      self.init(
        status: .malformedInput, message: "\(error)", wayOut: "allow more with --memory-limit")
    case .architecture, .decoding, .execution, .classCount, .noClassLayer:
      self.init(status: .malformedInput, message: "\(error)")
    case .noRunningStatistics:
      self.init(
        status: .malformedInput, message: "\(error)",
        wayOut: "evaluate with batch statistics, or give the genotype the norm \"bn-track\"")
    }
  }

  /// Why a training cannot go on.
  init(_ error: TrainingError) {
    switch error {
    case .network(let error): self.init(error)
    case .noFitNetwork:
      self.init(
        status: .malformedInput, message: "\(error)",
        wayOut: "leave such networks out of the list, or draw more to a step with --meta-batch")
    case .processes(let error): self.init(error)
    case .diverged:
      self.init(status: .incomplete, message: "\(error)")
    }
  }
}
