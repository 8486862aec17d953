public import ArchDAG
public import Distributed
public import Evaluation
public import FileBytes
public import FineTuning
public import NetworkExecution

/// Why architectures cannot be ordered or searched.
public enum SearchError: Error, Equatable, Sendable {
  /// An architecture cannot be built.
  case architecture(name: String, ArchitectureError)
  /// A network's parameters cannot be made.
  case evaluation(name: String, EvaluationError)
  /// A network cannot be run.
  case execution(name: String, ExecutionError)
  /// A network cannot be trained.
  case training(name: String, FineTuningError)
  /// A file cannot be read or written.
  case file(FileError)
  /// A list or table is not what it should be; `location` is the file and the line.
  case malformed(location: String, expected: String, found: String)
  /// Options that do not fit each other or the data.
  case unfit(expected: String, found: String)
  /// A file that was to be gone on with is of another ranking.
  case otherScores(path: String, difference: String)
  /// A file that was to be gone on with is of another search.
  case otherSearch(path: String, difference: String)
  /// A table tells the truth of none of a list's architectures.
  case noTruths(table: String, list: String)
  /// Processes cannot go on together.
  case processes(DistributedError)
}

extension SearchError {
  /// Whether one architecture is the reason, and others may do.
  var isOfOneArchitecture: Bool {
    switch self {
    case .architecture, .evaluation, .execution, .training: true
    case .file, .malformed, .unfit, .otherScores, .otherSearch, .noTruths, .processes: false
    }
  }
}

extension SearchError {
  /// What is wrong, without the name of the architecture.
  func reason(of text: String) -> String {
    let whole =
      switch self {
      case .architecture(_, let error): "\(error)"
      case .evaluation(_, let error): "\(error)"
      case .execution(_, let error): "\(error)"
      case .training(_, let error): "\(error)"
      case .file, .malformed, .unfit, .otherScores, .otherSearch, .noTruths, .processes: "\(self)"
      }
    return reasonAlone(whole, of: text)
  }
}

extension SearchError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .architecture(let name, let error): "\(name): \(error)"
    case .evaluation(_, let error): "\(error)"
    case .execution(let name, let error): "\(name): \(error)"
    case .training(let name, let error): "\(name): \(error)"
    case .file(let error): "\(error)"
    case .malformed(let location, let expected, let found):
      "\(location): expected \(expected), found \(found)"
    case .unfit(let expected, let found): "expected \(expected), found \(found)"
    case .otherScores(let path, let difference):
      "\(path): expected the scores of a run with the same list and options, found others: \(difference)"
    case .otherSearch(let path, let difference):
      "\(path): expected the candidates of a search with the same options, found others: \(difference)"
    case .noTruths(let table, let list):
      "\(table): expected the architectures of \(list), written as there, found none of them"
    case .processes(let error): "\(error)"
    }
  }
}
