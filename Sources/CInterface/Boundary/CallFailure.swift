import ArchDAG
import ArchitectureSearch
import Evaluation
import FileBytes
import FineTuning
import GHN
import ImageData
import Kernels
import NetworkExecution
import ParameterFiles
import TensorFiles

/// Why a call from C fails: its status, and what `ghn_error` says.
struct CallFailure: Error {
  /// The statuses of `ghn.h`.
  enum Status: Int32 {
    case ok = 0
    case invalidArgument, malformed, unreadable, unwritable, unsupported, cancelled
  }

  var status: Status
  var message: String
  var location: String?
  var expected: String?
  var found: String?

  /// An argument that is not what it should be.
  static func argument(_ name: String, expected: String, found: String) -> CallFailure {
    CallFailure(
      status: .invalidArgument, message: "\(name): expected \(expected), found \(found)",
      location: name, expected: expected, found: found)
  }

  /// A callback did not want to go on.
  static let cancelled = CallFailure(status: .cancelled, message: "cancelled by the callback")

  init(
    status: Status, message: String, location: String? = nil, expected: String? = nil,
    found: String? = nil
  ) {
    self.status = status
    self.message = message
    self.location = location
    self.expected = expected
    self.found = found
  }

  /// Any error of the library, in the parts that it has.
  init(_ error: any Error) {
    self.init(status: .malformed, message: "\(error)")
    switch error {
    case let failure as CallFailure: self = failure
    case let error as ArchitectureError: add(error)
    case let error as FileError: add(error)
    case let error as ExecutionError: add(error)
    case let error as SearchError: add(error)
    case let error as EvaluationError: add(error)
    case FineTuningError.network(let error): add(error)
    case let error as ArchitectureSourceError: add(error)
    case let error as ParameterFileError: add(error)
    case DataConditioningError.notConditioned(let model):
      (status, location) = (.unsupported, model)
    case DataConditioningError.classCount(let data, let expected, let found):
      (location, self.expected, self.found) = (data, "\(expected) classes", "\(found)")
    case is DecodingError: status = .unsupported
    case LinearAlgebraError.unusable(let path, let reason):
      (status, location, found) = (.unreadable, path, reason)
    case is LinearAlgebraError: status = .invalidArgument
    case TensorFileError.file(let error): add(error)
    case CheckpointError.file(.file(let error)): add(error)
    case DataError.file(let error): add(error)
    case DataError.missing: status = .unreadable
    default: break
    }
    readMessage()
  }

  /// Takes the parts that no case names from the message, where it has them: "a: expected b, found c".
  private mutating func readMessage() {
    guard expected == nil, found == nil, let start = message.firstRange(of: "expected "),
      let end = message.ranges(of: ", found ").last, start.upperBound <= end.lowerBound
    else { return }
    expected = String(message[start.upperBound..<end.lowerBound])
    found = String(message[end.upperBound...])
    let head = message[..<start.lowerBound]
    if location == nil, head.hasSuffix(": ") { location = String(head.dropLast(2)) }
  }

  private mutating func add(_ error: ArchitectureError) {
    switch error {
    case .malformed(let location, let expected, let found):
      (self.location, self.expected, self.found) = (location, expected, found)
    case .tooLarge(let location, let limit, let found):
      (self.location, expected, self.found) = (location, "at most \(limit)", found)
    case .unsupported(let location, let feature):
      (status, self.location, found) = (.unsupported, location, feature)
    case .undeclared(let location, let value):
      (self.location, expected, found) = (location, "a value '\(value)'", "none")
    case .list(let location, let count):
      (self.location, expected, found) = (location, "one architecture", "a list of \(count)")
    }
  }

  private mutating func add(_ error: FileError) {
    switch error {
    case .unreadable(let path, let reason): (status, location, found) = (.unreadable, path, reason)
    case .notARegularFile(let path), .tooManyOpenFiles(let path):
      (status, location) = (.unreadable, path)
    case .inUse(let path): (status, location) = (.unwritable, path)
    case .tooFewDescriptors(let expected, let found):
      (status, self.expected, self.found) = (.unreadable, "\(expected)", "\(found)")
    case .unwritable(let path, let reason): (status, location, found) = (.unwritable, path, reason)
    case .exists(let path):
      (status, location, expected, found) = (.unwritable, path, "no such file", "one")
    }
  }

  private mutating func add(_ error: ExecutionError) {
    status = .unsupported
    switch error {
    case .unsupported(let operation, _, let reason): (location, found) = (operation, reason)
    case .unknownConstant(let name, _): location = name
    case .missingParameter(let name):
      (status, location, expected, found) = (.invalidArgument, name, "a parameter", "none")
    case .wrongShape(let name, let expected, let found):
      (status, location, self.expected, self.found) = (
        .invalidArgument, name, "\(expected)", "\(found)"
      )
    case .missingStatistics(let name): location = name
    case .wrongInputs(let expected, let found):
      (status, location, self.expected, self.found) = (
        .invalidArgument, "inputs", expected, found
      )
    // The parts stand in the message.
    case .notLogits, .tooFewClasses: break
    case .tooLarge(let operation, let limit, let found):
      (location, expected, self.found) = (operation, "at most \(limit)", found)
    case .unfitOperands(let operation, let expected, let found):
      (location, self.expected, self.found) = (operation, expected, found)
    }
  }

  private mutating func add(_ error: SearchError) {
    switch error {
    case .architecture(let name, let error):
      add(error)
      location = location.map { "\(name): \($0)" } ?? name
    case .evaluation(_, let error): add(error)
    case .execution(_, let error): add(error)
    case .training(_, .network(let error)): add(error)
    case .training(let name, _): (status, location) = (.unsupported, name)
    case .file(let error): add(error)
    case .malformed(let location, let expected, let found):
      (self.location, self.expected, self.found) = (location, expected, found)
    case .unfit(let expected, let found):
      (status, self.expected, self.found) = (.invalidArgument, expected, found)
    case .otherScores(let path, _), .otherSearch(let path, _): location = path
    case .noTruths(let table, let list):
      (location, expected) = (table, "the architectures of \(list), written as there")
    case .processes: break
    }
  }

  private mutating func add(_ error: EvaluationError) {
    status = .unsupported
    switch error {
    case .architecture(_, let error): add(error)
    case .execution(_, let error): add(error)
    case .decoding(let name, _), .noRunningStatistics(let name), .noClassLayer(let name),
      .unboundedFeatures(let name), .classCount(let name, _, _):
      location = name
    }
  }

  private mutating func add(_ error: ArchitectureSourceError) {
    switch error {
    case .file(let error): add(error)
    case .malformed(let source, let error):
      add(error)
      if location == nil { location = source }
    }
  }

  private mutating func add(_ error: ParameterFileError) {
    status = .unwritable
    switch error {
    case .architecture(let error): add(error)
    case .writing(.file(let error)): add(error)
    case .unknownFormat(let path): (status, location) = (.invalidArgument, path)
    case .notONNX(let source): (status, location) = (.invalidArgument, source)
    case .noArray(_, let parameter): (status, location) = (.unsupported, parameter)
    case .noTensor(_, let parameter, _, _), .otherShape(_, let parameter, _, _):
      (status, location) = (.malformed, parameter)
    case .noStatistics(let file, _): (status, location) = (.malformed, file)
    case .writing: break
    case .reading: status = .unreadable
    }
  }
}
