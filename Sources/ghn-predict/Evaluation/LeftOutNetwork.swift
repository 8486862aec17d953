import Evaluation

/// A network among several that cannot be read, run or trained: the others do without it.
struct LeftOutNetwork: Error {
  /// Its place among the networks that the command line names, from 0.
  let index: Int
  let architecture: String
  /// Where its parameters were to come from; `nil` where it could not even be read.
  let initialization: NetworkInitialization?
  /// Why it is left out.
  let failure: CommandFailure

  /// A line for a person.
  var line: String {
    let kind = initialization.map { ", \($0.rawValue)" } ?? ""
    return "[\(index)] \(lineTitle(architecture))\(kind): left out: \(printable(failure.message))"
  }

  /// The network as a JSON object.
  var json: JSONValue {
    .object([
      ("index", .integer(index)),
      ("architecture", .string(architecture)),
      ("init", .string(orNull: initialization?.rawValue)),
      ("error", .string(failure.message)),
    ])
  }
}
