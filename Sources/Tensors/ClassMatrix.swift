/// A matrix that says of each pair, one of few classes, to which it belongs.
///
/// What is the same for all pairs of a class can be computed once and looked up for each pair.
public struct ClassMatrix: Hashable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The number of classes.
  public let classCount: Int

  /// The class of each pair, row by row; every one is less than ``classCount``.
  package let classes: [UInt16]

  /// Makes a matrix from the class of each pair, row by row.
  ///
  /// - Precondition: there are rows × columns classes, each less than `classCount`.
  public init(rows: Int, columns: Int, classCount: Int, classes: [UInt16]) {
    precondition(
      rows >= 0 && columns >= 0 && classes.count == rows * columns,
      "\(classes.count) classes for a \(rows)×\(columns) matrix")
    let largest = classes.max()
    precondition(
      largest.map { Int($0) < classCount } ?? true,
      "class \(largest ?? 0) of \(classCount)")
    self.rows = rows
    self.columns = columns
    self.classCount = classCount
    self.classes = classes
  }

  /// The class of one pair.
  public subscript(row: Int, column: Int) -> Int {
    precondition(0..<rows ~= row && 0..<columns ~= column)
    return Int(classes[row * columns + column])
  }
}
