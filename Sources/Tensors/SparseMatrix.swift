/// A matrix of which few elements are not zero, stored row by row.
///
/// Graphs become matrices here: row i holds the weights with which the neighbors of node i are
/// summed.
public struct SparseMatrix: Sendable {
  /// The number of columns.
  public let columns: Int

  /// Where the elements of each row start; the last number is the count of all elements.
  @usableFromInline package let starts: [Int32]
  /// The column of each element, row by row.
  @usableFromInline package let columnIndices: [Int32]
  /// The value of each element, row by row.
  @usableFromInline package let values: [Float]

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

  /// Makes a matrix from its elements, in any order; elements at the same position add up.
  ///
  /// Within a row, elements keep the order in which they are given.
  ///
  /// - Precondition: every element lies inside, and no extent or count exceeds 2³¹ − 1.
  public init(rows: Int, columns: Int, elements: [Element]) {
    self.init(rows: rows, columns: columns) { visit in
      for element in elements { visit(element.row, element.column, element.value) }
    }
  }

  /// Makes a matrix from elements that `forEachElement` hands over one by one, without a list of
  /// them in memory.
  ///
  /// The elements are asked for twice, first to count them, and must come in the same order.
  ///
  /// - Precondition: every element lies inside, and no extent or count exceeds 2³¹ − 1.
  @inlinable
  package init(
    rows: Int, columns: Int,
    forEachElement: (_ visit: (_ row: Int, _ column: Int, _ value: Float) -> Void) -> Void
  ) {
    precondition(rows < Int32.max && columns <= Int32.max)
    var starts = [Int32](repeating: 0, count: rows + 1)
    forEachElement { row, column, _ in
      precondition(
        0..<rows ~= row && 0..<columns ~= column,
        "element (\(row), \(column)) of a \(rows)×\(columns) matrix")
      starts[row + 1] += 1
    }
    for row in 0..<rows { starts[row + 1] += starts[row] }
    var next = starts
    let count = Int(starts[rows])
    var columnIndices = [Int32](repeating: 0, count: count)
    var values = [Float](repeating: 0, count: count)
    forEachElement { row, column, value in
      let index = Int(next[row])
      next[row] += 1
      columnIndices[index] = Int32(column)
      values[index] = value
    }
    self.columns = columns
    self.starts = starts
    self.columnIndices = columnIndices
    self.values = values
  }

  /// The number of rows.
  public var rows: Int { starts.count - 1 }
}
