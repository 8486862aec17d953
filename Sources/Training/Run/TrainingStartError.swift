public import GHN
public import Optimization

/// Why a training cannot begin.
public enum TrainingStartError: Error, Equatable, Sendable {
  /// The hypernetwork to begin with cannot be made to fit the classes of the data.
  case classCount(ClassCountError)
  /// The hypernetwork to begin with cannot be made as wide.
  case width(WideningError)
  /// The hypernetwork cannot be told of the data.
  case conditioning(DataConditioningError)
  /// This machine lacks what the optimizer computes with.
  case optimizer(Optimizer.Rule)
}

extension TrainingStartError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .classCount(let error): "\(error)"
    case .width(let error): "\(error)"
    case .conditioning(let error): "\(error)"
    case .optimizer(let rule): "\(rule): expected OpenBLAS with LAPACK, found none"
    }
  }
}
