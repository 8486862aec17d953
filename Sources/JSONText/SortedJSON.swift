import FoundationEssentials

/// What is always JSON, such as strings, truth values and finite numbers, as one line without spaces: the
/// fields of objects in the order of their names, so that the same value has the same bytes.
///
/// - Parameters:
///   - value: what is written.
///   - escapingSlashes: whether `/` is written `\/`, as in the files of earlier versions of some kinds.
/// - Returns: the line.
/// - Precondition: no number is infinite or none.
package func sortedJSON(of value: some Encodable, escapingSlashes: Bool = false) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = escapingSlashes ? .sortedKeys : [.sortedKeys, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value) else {
    preconditionFailure("\(value) cannot be written as JSON")
  }
  return String(decoding: data, as: UTF8.self)
}
