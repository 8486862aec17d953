import Evaluation
import FineTuning
import GHN
import NetworkExecution

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

extension EvaluationError: ReportedError {
  var status: CommandFailure.Status { .malformedInput }

  var suggestion: String? {
    switch self {
    case .execution(_, .tooLarge(_, _, _)): "allow more with --memory-limit"
    case .noRunningStatistics:
      "evaluate with batch statistics, or give the genotype the norm \"bn-track\""
    case .classCount(_, let expected, _):
      "of a genotype or cell, --classes \(expected) makes a network for as many"
    case .architecture, .decoding, .execution, .noClassLayer,
      .unboundedFeatures:
      nil
    }
  }
}

extension FineTuningError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .network(let error): error.status
    case .diverged, .unbounded: .incomplete
    }
  }

  var suggestion: String? {
    switch self {
    case .network(let error): error.suggestion
    case .diverged, .unbounded: nil
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
