import Pictures

/// The rows as lines, each column as wide as its widest cell; the columns from `numbers` on end at
/// the same place, as numbers do.
func aligned(_ rows: [[String]], numbersFrom numbers: Int = .max) -> [String] {
  let rows = rows.map { $0.map(printable) }
  let widths = (rows.first ?? []).indices.map { column in
    min(widestColumn, rows.map { $0[column].count }.max() ?? 0)
  }
  return rows.map { row in
    let cells = row.indices.map { column in
      // Nothing stands behind a last column that is aligned to the left.
      guard column < row.count - 1 || column >= numbers else { return row[column] }
      let room = String(repeating: " ", count: max(0, widths[column] - row[column].count))
      return column < numbers ? row[column] + room : room + row[column]
    }
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}

/// Longer cells stand out of their column, so that one of them does not make every row as long.
private let widestColumn = 120

/// A network's title in a table: at most forty characters.
func tableTitle(_ title: String) -> String {
  title.count > 40 ? title.prefix(39) + "…" : title
}

/// A network's title at the head of a line: a text from the command line may be long, and of several
/// lines.
func lineTitle(_ title: String) -> String {
  printable(String(title.prefix(60)))
}

/// A reason without what it begins with where it stands alone: what it is about, and the place of that
/// in a list.
func reasonAlone(_ reason: String, of title: String) -> String {
  var rest = Substring(reason)
  let place = title.lastIndex(of: "[").map { String(title[$0...]) }
  for case let beginning? in [title, String(title.prefix(120)), place] where !beginning.isEmpty {
    for end in [": ", "."] where rest.hasPrefix(beginning + end) {
      rest = rest.dropFirst(beginning.count + end.count)
    }
  }
  return String(rest)
}

/// A count with its thousands apart: 25,557,032.
func grouped(_ count: Int) -> String {
  var digits = String(count)
  var groups: [Substring] = []
  while digits.count > 3 {
    groups.insert(digits.suffix(3), at: 0)
    digits.removeLast(3)
  }
  return ([Substring(digits)] + groups).joined(separator: ",")
}
