/// The rows as lines, each column as wide as its widest cell; the columns from `numbers` on end at
/// the same place, as numbers do.
func aligned(_ rows: [[String]], numbersFrom numbers: Int = .max) -> [String] {
  let rows = rows.map { $0.map(printable) }
  let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    let cells = row.indices.map { column in
      let room = String(repeating: " ", count: widths[column] - row[column].count)
      return column < numbers ? row[column] + room : room + row[column]
    }
    let line = cells.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
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
