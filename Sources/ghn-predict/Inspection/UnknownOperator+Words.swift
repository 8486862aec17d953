import ArchDAG
import JSONText

extension [UnknownOperator] {
  /// What is to be said of them for people; nothing if there are none.
  var lines: [String] {
    guard !isEmpty else { return [] }
    return ["operators that are not known, and that the GHN does not see:"]
      + map {
        "  \($0.type) (\($0.count == 1 ? "" : "\($0.count) times, first ")'\($0.firstOperation)')"
      } + [
        "  what they read leads straight to what reads them: parameters are predicted for the "
          + "network without them"
      ]
  }
}

extension UnknownOperator {
  /// The operator as a JSON object.
  var json: JSONValue {
    .object([
      ("type", .string(type)), ("count", .integer(count)),
      ("firstOperation", .string(firstOperation)),
    ])
  }
}
