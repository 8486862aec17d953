/// A reason without what it begins with where it stands alone: what it is about, and the location of that
/// in a list.
package func reasonAlone(_ reason: String, of title: String) -> String {
  var rest = Substring(reason)
  let location = title.lastIndex(of: "[").map { String(title[$0...]) }
  for case let beginning? in [title, String(title.prefix(120)), location] where !beginning.isEmpty {
    for end in [": ", "."] where rest.hasPrefix(beginning + end) {
      rest = rest.dropFirst(beginning.count + end.count)
    }
  }
  // Of "[1], line 2: …" behind that title, the line is left.
  if let location, rest.hasPrefix(location + ", ") { rest = rest.dropFirst(location.count + 2) }
  return String(rest)
}
