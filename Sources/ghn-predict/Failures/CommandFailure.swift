import Pictures

/// Why the command ends without having done its work, in words for people.
struct CommandFailure: Error {
  /// How the process ends: by the conventions of `sysexits.h`, and of shells for signals.
  enum Status: Int32 {
    case incomplete = 1
    case wrongUsage = 64
    case malformedInput = 65
    case unreadableInput = 66
    case unwritableOutput = 73
    case hungUp = 129
    case interrupted = 130
    case preempted = 138
    case pipeBroken = 141
    case terminated = 143
    case outOfTime = 152
  }

  let status: Status
  /// One line: the file, the location in it, what was expected and what was found.
  let message: String
  /// What the user can do about it, where that is known.
  var suggestion: String?

  /// What standard error shows.
  func lines(colored: Bool) -> String {
    // A name in a file may be as long as the file.
    let limit = 1000
    let line = printable(String(message.prefix(limit))) + (message.count > limit ? "…" : "")
    let head = colored ? "\u{1B}[1;31merror:\u{1B}[0m" : "error:"
    return "\(head) \(line)\n" + (suggestion.map { "  \($0)\n" } ?? "")
  }
}

/// An error of a library that the command words for people: the one home of that.
///
/// Commands let such errors pass; `GHNPredict` reports them.
protocol ReportedError: Error {
  /// How the process ends.
  var status: CommandFailure.Status { get }
  /// What went wrong; by default the error's own description.
  var message: String { get }
  /// What the user can do about it, where that is known.
  var suggestion: String? { get }
}

extension ReportedError {
  var message: String { "\(self)" }

  var suggestion: String? { nil }
}

extension CommandFailure {
  /// The error in words for people; `nil` for one that is not the command's to word, such as wrong
  /// usage.
  init?(reporting error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as any ReportedError:
      self.init(status: error.status, message: error.message, suggestion: error.suggestion)
    default: return nil
    }
  }

  /// Makes a call whose errors do not say themselves what they are about.
  ///
  /// - Parameters:
  ///   - subject: what they are about: an option, a variable, or an input.
  ///   - status: how the process ends.
  ///   - suggestion: what the user can do about an error, where that is known.
  ///   - call: the call.
  /// - Returns: what it answers.
  /// - Throws: ``CommandFailure``.
  static func naming<Result, Failure: Error>(
    _ subject: String, _ status: Status, suggestion: (Failure) -> String? = { _ in nil },
    _ call: () throws(Failure) -> Result
  ) throws(CommandFailure) -> Result {
    do {
      return try call()
    } catch {
      throw CommandFailure(
        status: status, message: "\(subject): \(error)", suggestion: suggestion(error))
    }
  }

  /// The error in words for people.
  init(_ error: any Error) {
    self = CommandFailure(reporting: error) ?? .init(status: .incomplete, message: "\(error)")
  }
}
