/// A matrix of which few elements are not zero, stored row by row.
///
/// Graphs become matrices here: row i holds the weights with which the neighbours of node i are
/// summed.
public struct SparseMatrix: Sendable {
  /// The number of columns.
  public let columns: Int

  /// Where the elements of each row start; the last number is the count of all elements.
  package let starts: [Int32]
  /// The column of each element, row by row.
  package let columnIndices: [Int32]
  /// The value of each element, row by row.
  package let values: [Float]

  /// One element of a sparse matrix.
  public struct Element: Hashable, Sendable {
    public var row: Int
    public var column: Int
    public var value: Float

    public init(row: Int, column: Int, value: Float) {
      self.row = row
      self.column = column
      self.value = value
    }
  }

  /// Makes a matrix from its elements, in any order; elements at the same place add up.
  ///
  /// Within a row, elements keep the order in which they are given.
  ///
  /// - Precondition: every element lies inside, and no extent or count exceeds 2³¹ − 1.
  public init(rows: Int, columns: Int, elements: [Element]) {
    precondition(rows < Int32.max && columns <= Int32.max && elements.count <= Int32.max)
    var starts = [Int32](repeating: 0, count: rows + 1)
    for element in elements {
      precondition(
        0..<rows ~= element.row && 0..<columns ~= element.column,
        "element (\(element.row), \(element.column)) of a \(rows)×\(columns) matrix")
      starts[element.row + 1] += 1
    }
    for row in 0..<rows { starts[row + 1] += starts[row] }
    var next = starts
    var columnIndices = [Int32](repeating: 0, count: elements.count)
    var values = [Float](repeating: 0, count: elements.count)
    for element in elements {
      let place = Int(next[element.row])
      next[element.row] += 1
      columnIndices[place] = Int32(element.column)
      values[place] = element.value
    }
    self.columns = columns
    self.starts = starts
    self.columnIndices = columnIndices
    self.values = values
  }

  /// The number of rows.
  public var rows: Int { starts.count - 1 }
}
