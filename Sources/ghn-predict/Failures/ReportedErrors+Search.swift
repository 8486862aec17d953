import ArchDAG
import ArchitectureSearch
import Evaluation

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
    case .noTruths:
      "name the table that the list was taken from with --truth, or take the list from it"
    case .evaluation(_, let error): error.suggestion
    case .execution(let name, let error): EvaluationError.execution(name: name, error).suggestion
    case .training(_, let error): error.suggestion
    case .architecture(_, let error): error.suggestion
    case .malformed, .unfit: nil
    }
  }
}
