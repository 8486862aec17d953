import Tensors

/// Products of pairs of matrices that lie one after another in their buffers.
///
/// Several pairs may share a matrix. Where all share the right one, the left ones are a single
/// matrix of many rows.
package struct MatrixBatch {
  /// The extents of the products: leading axes, rows, columns.
  package let extents: [Int]

  private let rows, inner, columns: Int
  private let transposesRight: Bool
  /// For each pair, in the order of the products, which left and which right matrix it is.
  private let pairs: [(left: Int, right: Int)]
  private let leftCount, rightCount: Int

  /// Makes the products of operands of extents (…, rows, inner) and (…, inner, columns), or
  /// (…, columns, inner) if the right one is to be transposed; `nil` if they do not fit.
  package init?(_ left: [Int], _ right: [Int], transposesRight: Bool) {
    guard left.count >= 2, right.count >= 2 else { return nil }
    let (leading, otherLeading) = (Array(left.dropLast(2)), Array(right.dropLast(2)))
    let (last, other) = (left.suffix(2) as Array, right.suffix(2) as Array)
    let (inner, columns) = transposesRight ? (other[1], other[0]) : (other[0], other[1])
    guard last[1] == inner else { return nil }
    guard let batch = Shape(leading).broadcast(with: Shape(otherLeading)) else { return nil }
    let axes = batch.extents
    let leftAxes = Array(repeating: 1, count: axes.count - leading.count) + leading
    let rightAxes = Array(repeating: 1, count: axes.count - otherLeading.count) + otherLeading
    var pairs = [(left: 0, right: 0)]
    for axis in axes.indices {
      pairs = pairs.flatMap { pair in
        (0..<axes[axis]).map { index in
          (
            pair.left * leftAxes[axis] + (leftAxes[axis] == 1 ? 0 : index),
            pair.right * rightAxes[axis] + (rightAxes[axis] == 1 ? 0 : index)
          )
        }
      }
    }
    extents = axes + [last[0], columns]
    leftCount = leftAxes.reduce(1, *)
    rightCount = rightAxes.reduce(1, *)
    self.inner = inner
    self.columns = columns
    self.transposesRight = transposesRight
    if rightCount == 1 && leftCount == pairs.count {
      rows = last[0] * leftCount
      self.pairs = rows == 0 ? [] : [(0, 0)]
    } else {
      rows = last[0]
      self.pairs = pairs
    }
  }

  /// z ← the products.
  ///
  /// - Precondition: the buffers hold as many scalars as the extents say.
  package func multiply(
    _ x: Span<Float>, _ y: Span<Float>, into z: inout MutableSpan<Float>
  ) {
    for (index, pair) in pairs.enumerated() {
      var product = z._mutatingExtracting(part(index, rows * columns))
      MatrixProduct(
        rows: rows, inner: inner, columns: columns, transposing: transposesRight ? .right : .none
      ).multiply(
        x.extracting(part(pair.left, rows * inner)),
        y.extracting(part(pair.right, inner * columns)), into: &product)
    }
  }

  /// dx ← the gradient with respect to the left operand, or dx + that, for the right one y.
  package func leftGradient(
    _ y: Span<Float>, dz: Span<Float>, into dx: inout MutableSpan<Float>, update: Update
  ) {
    var updates = Updates(of: &dx, matrices: leftCount, pairs: pairs.count, update)
    for (index, pair) in pairs.enumerated() {
      var gradient = dx._mutatingExtracting(part(pair.left, rows * inner))
      MatrixProduct(
        rows: rows, inner: columns, columns: inner, transposing: transposesRight ? .none : .right,
        update: updates.next(pair.left)
      ).multiply(
        dz.extracting(part(index, rows * columns)), y.extracting(part(pair.right, inner * columns)),
        into: &gradient)
    }
  }

  /// dy ← the gradient with respect to the right operand, or dy + that, for the left one x.
  package func rightGradient(
    _ x: Span<Float>, dz: Span<Float>, into dy: inout MutableSpan<Float>, update: Update
  ) {
    var updates = Updates(of: &dy, matrices: rightCount, pairs: pairs.count, update)
    for (index, pair) in pairs.enumerated() {
      var gradient = dy._mutatingExtracting(part(pair.right, inner * columns))
      let (x, dz) = (
        x.extracting(part(pair.left, rows * inner)), dz.extracting(part(index, rows * columns))
      )
      if transposesRight {
        MatrixProduct(
          rows: columns, inner: rows, columns: inner, transposing: .left,
          update: updates.next(pair.right)
        ).multiply(dz, x, into: &gradient)
      } else {
        MatrixProduct(
          rows: inner, inner: rows, columns: columns, transposing: .left,
          update: updates.next(pair.right)
        ).multiply(x, dz, into: &gradient)
      }
    }
  }

  private func part(_ index: Int, _ count: Int) -> Range<Int> {
    index * count..<(index + 1) * count
  }

  /// How each matrix of a gradient is to be updated: the first pair that it is part of may replace
  /// it.
  private struct Updates {
    private var isWritten: [Bool]

    /// Zeroes the gradient if it is to be replaced and there is no pair to do so.
    init(of gradient: inout MutableSpan<Float>, matrices: Int, pairs: Int, _ update: Update) {
      isWritten = Array(repeating: update == .adding, count: matrices)
      if pairs == 0 && update == .replacing { gradient.update(repeating: 0) }
    }

    mutating func next(_ matrix: Int) -> Update {
      defer { isWritten[matrix] = true }
      return isWritten[matrix] ? .adding : .replacing
    }
  }
}
