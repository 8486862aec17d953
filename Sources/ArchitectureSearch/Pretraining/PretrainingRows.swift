/// What the encoder of a space is trained toward, a row of numbers a graph.
struct PretrainingRows {
  /// The rows; each group of columns has a mean square of 1.
  private(set) var rows: [[Float]]

  init(count: Int) {
    rows = Array(repeating: [], count: count)
  }

  /// The numbers of a row.
  var width: Int { rows.first?.count ?? 0 }

  /// Adds a group of columns, moved to mean 0 and divided by the root of their mean square.
  ///
  /// - Precondition: there is a row for each graph, all of one length.
  mutating func add(_ group: [[Float]]) {
    precondition(group.count == rows.count, "\(group.count) rows for \(rows.count) graphs")
    guard let width = group.first?.count, width > 0 else { return }
    var means = [Double](repeating: 0, count: width)
    for row in group { for column in 0..<width { means[column] += Double(row[column]) } }
    for column in 0..<width { means[column] /= Double(group.count) }
    var squares = 0.0
    for row in group {
      for column in 0..<width {
        let difference = Double(row[column]) - means[column]
        squares += difference * difference
      }
    }
    let deviation = (squares / Double(group.count * width)).squareRoot()
    // Columns that are all the same teach nothing.
    guard deviation > 1e-9 else { return }
    for (index, row) in group.enumerated() {
      rows[index] += (0..<width).map { Float((Double(row[$0]) - means[$0]) / deviation) }
    }
  }

  /// Adds columns of scores, of which some may be infinite, as normal scores of their ranks.
  mutating func addScores(_ scores: [[Double]]) {
    let columns = (scores.first ?? []).indices.map { column in
      LabelScale(scores.map { $0[column] }).transformed
    }
    add(scores.indices.map { index in columns.map { Float($0[index]) } })
  }
}
