import Concurrency

/// How many scalars are worth handing to another thread: some ten microseconds of a pointwise loop.
let partCount = 1 << 15

/// Lets `body` write y in parts of whole rows, which threads that have nothing else to do take over.
///
/// - Parameters:
///   - y: (rows, columns).
///   - columns: how many scalars a row has.
///   - body: writes the part of y that holds these of its scalars, and only that; what it writes
///     follows from their numbers alone.
/// - Precondition: y holds a whole number of rows.
func spread(
  _ y: inout MutableSpan<Float>, inRowsOf columns: Int = 1,
  _ body: @Sendable (_ part: inout MutableSpan<Float>, _ scalars: Range<Int>) -> Void
) {
  guard y.count >= 2 * partCount else { return body(&y, 0..<y.count) }
  let rows = rowCount(y.count, columns: columns)
  spread(&y, rows: rows, of: columns, inPartsOf: max(1, partCount / columns)) { y, rows in
    body(&y, scalars(of: rows, columns: columns))
  }
}

/// Lets `body` write y in parts of so many rows, or of other things of one size: images, matrices.
///
/// - Parameters:
///   - y: (rows, columns).
///   - rows: how many rows there are.
///   - columns: how many scalars a row has.
///   - size: how many rows a part has, but for the last.
///   - body: writes the part of y that holds these of its rows, and only that.
/// - Precondition: y holds that many rows.
func spread(
  _ y: inout MutableSpan<Float>, rows: Int, of columns: Int, inPartsOf size: Int,
  _ body: @Sendable (_ part: inout MutableSpan<Float>, _ rows: Range<Int>) -> Void
) {
  precondition(y.count == rows * columns, "\(y.count) scalars as \(rows) times \(columns)")
  // SAFETY: the parts are disjoint, and the call ends with the last of them.
  unsafe withSharedScalars(&y) { y in
    spread(count: rows, inPartsOf: size) { rows in
      unsafe y.withMutableScalars(in: scalars(of: rows, columns: columns)) { body(&$0, rows) }
    }
  }
}

/// What `body` makes of parts of `rows` rows, in their order.
///
/// The parts are the same for any number of threads, and so are sums of what they become.
func mapRows<Result: Sendable>(
  _ rows: Int, of columns: Int, _ body: @Sendable (_ rows: Range<Int>) -> Result
) -> [Result] {
  guard rows * columns >= 2 * partCount else { return [body(0..<rows)] }
  let size = max(1, partCount / columns)
  return concurrentMap(count: (rows + size - 1) / size) {
    body($0 * size..<min(rows, ($0 + 1) * size))
  }
}

/// Where some rows of a matrix lie in its buffer, or things of another size that lie one after another.
func scalars(of rows: Range<Int>, columns: Int) -> Range<Int> {
  rows.lowerBound * columns..<rows.upperBound * columns
}
