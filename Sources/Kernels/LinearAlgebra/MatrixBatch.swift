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
    let (leftCount, rightCount) = (leftAxes.reduce(1, *), rightAxes.reduce(1, *))
    self.inner = inner
    self.columns = columns
    self.transposesRight = transposesRight
    if rightCount == 1 && leftCount == pairs.count {
      rows = last[0] * leftCount
      self.pairs = rows == 0 ? [] : [(0, 0)]
      (self.leftCount, self.rightCount) = (1, 1)
    } else {
      rows = last[0]
      self.pairs = pairs
      (self.leftCount, self.rightCount) = (leftCount, rightCount)
    }
  }

  /// z ← the products.
  ///
  /// - Precondition: the buffers hold as many scalars as the extents say.
  package func multiply(
    _ x: Span<Float>, _ y: Span<Float>, into z: inout MutableSpan<Float>
  ) {
    let product = MatrixProduct(
      rows: rows, inner: inner, columns: columns, transposing: transposesRight ? .right : .none)
    spread(&z, matrices: pairs.count, of: rows * columns) { index, z in
      let pair = pairs[index]
      product.multiply(
        x.extracting(part(pair.left, rows * inner)),
        y.extracting(part(pair.right, inner * columns)), into: &z)
    }
  }

  /// dx ← the gradient with respect to the left operand, or dx + that, for the right one y.
  package func leftGradient(
    _ y: Span<Float>, dz: Span<Float>, into dx: inout MutableSpan<Float>, update: Update
  ) {
    let product = MatrixProduct(
      rows: rows, inner: columns, columns: inner, transposing: transposesRight ? .none : .right)
    accumulate(
      into: &dx, matrices: leftCount, of: rows * inner, product, update: update, matrix: \.left
    ) { index, product, dx in
      product.multiply(
        dz.extracting(part(index, rows * columns)),
        y.extracting(part(pairs[index].right, inner * columns)), into: &dx)
    }
  }

  /// dy ← the gradient with respect to the right operand, or dy + that, for the left one x.
  package func rightGradient(
    _ x: Span<Float>, dz: Span<Float>, into dy: inout MutableSpan<Float>, update: Update
  ) {
    let product = MatrixProduct(
      rows: transposesRight ? columns : inner, inner: rows,
      columns: transposesRight ? inner : columns, transposing: .left)
    accumulate(
      into: &dy, matrices: rightCount, of: inner * columns, product, update: update, matrix: \.right
    ) { index, product, dy in
      let x = x.extracting(part(pairs[index].left, rows * inner))
      let dz = dz.extracting(part(index, rows * columns))
      if transposesRight {
        product.multiply(dz, x, into: &dy)
      } else {
        product.multiply(x, dz, into: &dy)
      }
    }
  }

  /// Calls `body` for each matrix of a buffer, those in parts that threads with nothing else to do
  /// take over.
  private func spread(
    _ target: inout MutableSpan<Float>, matrices: Int, of size: Int,
    _ body: @Sendable (_ matrix: Int, _ target: inout MutableSpan<Float>) -> Void
  ) {
    let work = Double(rows * inner) * Double(columns * pairs.count) / Double(max(1, matrices))
    let matricesPerPart = max(1, Int(Double(ProductParts.multiplications) / max(1, work)))
    Kernels.spread(&target, rows: matrices, of: size, inPartsOf: matricesPerPart) {
      target, matrices in
      for (index, matrix) in matrices.enumerated() {
        var one = target._mutatingExtracting(part(index, size))
        body(matrix, &one)
      }
    }
  }

  /// Replaces the matrices of a gradient by the sums over the pairs that each is part of, or adds those.
  private func accumulate(
    into gradient: inout MutableSpan<Float>, matrices: Int, of size: Int, _ product: MatrixProduct,
    update: Update, matrix: (_ pair: (left: Int, right: Int)) -> Int,
    _ multiply:
      @Sendable (_ pair: Int, _ product: MatrixProduct, _ sum: inout MutableSpan<Float>) -> Void
  ) {
    guard !pairs.isEmpty else {
      if update == .replacing { gradient.update(repeating: 0) }
      return
    }
    var members = [[Int]](repeating: [], count: matrices)
    for (index, pair) in pairs.enumerated() { members[matrix(pair)].append(index) }
    let pairsOfMatrix = members
    spread(&gradient, matrices: matrices, of: size) { matrix, sum in
      var product = product
      product.update = update
      for pair in pairsOfMatrix[matrix] {
        multiply(pair, product, &sum)
        product.update = .adding
      }
    }
  }

  private func part(_ index: Int, _ count: Int) -> Range<Int> {
    index * count..<(index + 1) * count
  }
}
