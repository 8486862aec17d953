import Pictures

/// The rows as lines, each column as wide as its widest cell; the columns from `numbers` on end at
/// the same column, as numbers do.
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

/// A number with the noun that it counts, which gets an s unless the number is 1.
func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
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
