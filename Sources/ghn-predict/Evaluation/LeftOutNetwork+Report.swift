import Evaluation
import JSONText
import Pictures

extension LeftOutNetwork {
  /// Why the network is left out, in words for people.
  var failure: CommandFailure { CommandFailure(error) }

  /// The reason, without the network's name.
  private var reason: String { reasonAlone(failure.message, of: title) }

  /// A line for a person.
  var line: String {
    let kind = initialization.map { ", \($0.rawValue)" } ?? ""
    return "[\(index)] \(lineTitle(title))\(kind): left out: \(printable(reason))"
  }

  /// The network as a JSON object.
  var json: JSONValue {
    .object([
      ("index", .integer(index)),
      ("architecture", .string(title)),
      ("init", .string(orNull: initialization?.rawValue)),
      ("error", .string(reason)),
    ])
  }
}
