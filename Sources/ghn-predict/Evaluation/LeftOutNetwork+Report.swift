import ArchDAG
import Evaluation
import JSONText
import Pictures

extension LeftOutNetwork {
  /// Why the network is left out, in words for people.
  var failure: CommandFailure { CommandFailure(error) }

  /// The reason, without the network's name.
  private var reason: String {
    guard case .malformed(_, let error)? = error as? ArchitectureSourceError else {
      return reasonAlone(failure.message, of: title)
    }
    return reasonAlone("\(error)", of: title)
  }

  /// A line for a person.
  var line: String {
    let kind = initialization.map { ", \($0.rawValue)" } ?? ""
    // A title such as list[1] says the index itself.
    let head = title.hasSuffix("[\(index)]") ? "" : "[\(index)] "
    return "\(head)\(lineTitle(title))\(kind): left out: \(printable(reason))"
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
