import Evaluation
import JSONText
import Pictures

extension LeftOutNetwork {
  /// Why the network is left out, in words for people.
  var failure: CommandFailure { CommandFailure(error) }

  /// A line for a person.
  var line: String {
    let kind = initialization.map { ", \($0.rawValue)" } ?? ""
    let reason = printable(reasonAlone(failure.message, of: title))
    return "[\(index)] \(lineTitle(title))\(kind): left out: \(reason)"
  }

  /// The network as a JSON object.
  var json: JSONValue {
    .object([
      ("index", .integer(index)),
      ("architecture", .string(title)),
      ("init", .string(orNull: initialization?.rawValue)),
      ("error", .string(failure.message)),
    ])
  }
}
