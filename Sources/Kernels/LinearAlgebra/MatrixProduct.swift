import CKernels
import COpenBLAS
package import Tensors

/// Which operand of a matrix product is stored transposed.
package enum Transposition: Sendable {
  case none, left, right
}

/// What a kernel does with what its result buffer holds already.
package enum Update: Sendable {
  case replacing, adding
}

/// How far apart the rows of the three matrices of a product lie, in scalars.
package struct RowStrides: Sendable {
  package var left, right, result: Int

  package init(left: Int, right: Int, result: Int) {
    self.left = left
    self.right = right
    self.result = result
  }
}

/// A product C ← A·B, or C ← C + A·B, of row-major matrices: op(A) is (rows, inner), op(B) is
/// (inner, columns), C is (rows, columns).
///
/// A transposed operand is stored as (inner, rows) for A, as (columns, inner) for B. The strides are
/// the distances between rows as stored; by default rows touch each other.
package struct MatrixProduct: Sendable {
  package var rows, inner, columns: Int
  package var transposing: Transposition
  package var update: Update
  package var strides: RowStrides?

  package init(
    rows: Int, inner: Int, columns: Int, transposing: Transposition = .none,
    update: Update = .replacing, strides: RowStrides? = nil
  ) {
    self.rows = rows
    self.inner = inner
    self.columns = columns
    self.transposing = transposing
    self.update = update
    self.strides = strides
  }

  /// Makes the product.
  ///
  /// It is made with the ``ProductKernels`` of the process. Our own make each element the same
  /// wherever it lies, so that threads with nothing else to do may take over parts of a large one;
  /// a library's product is made on the thread that calls.
  ///
  /// - Parameters:
  ///   - a: A.
  ///   - b: B.
  ///   - c: C.
  ///   - bias: what is added to each row of C where that is replaced, and the offset of its first
  ///     number; or none.
  ///   - kernels: which kernels, if not those of the process.
  /// - Precondition: each span covers the matrix that its shape and stride describe, the bias has a
  ///   number for each column from its first on, and the machine has what the kernels need.
  package func multiply(
    _ a: Span<Float>, _ b: Span<Float>, into c: inout MutableSpan<Float>,
    bias: (row: Tensor, first: Int)? = nil, by kernels: ProductKernels = .current
  ) {
    if kernels != .blas, let parts = InnerParts(self) {
      multiply(a, b, into: &c, bias: bias, by: kernels, in: parts)
    } else if kernels != .blas, let parts = ProductParts(self) {
      multiply(a, b, into: &c, bias: bias, by: kernels, in: parts)
    } else {
      multiplyAtOnce(a, b, into: &c, bias: bias, by: kernels)
    }
  }

  /// Makes the product on the thread that calls.
  func multiplyAtOnce(
    _ a: Span<Float>, _ b: Span<Float>, into c: inout MutableSpan<Float>,
    bias: (row: Tensor, first: Int)?, by kernels: ProductKernels
  ) {
    let aRows = transposing == .left ? inner : rows
    let aColumns = transposing == .left ? rows : inner
    let bRows = transposing == .right ? columns : inner
    let bColumns = transposing == .right ? inner : columns
    let lda = strides?.left ?? aColumns
    let ldb = strides?.right ?? bColumns
    let ldc = strides?.result ?? columns
    precondition(
      covers(a.count, rows: aRows, columns: aColumns, stride: lda)
        && covers(b.count, rows: bRows, columns: bColumns, stride: ldb)
        && covers(c.count, rows: rows, columns: columns, stride: ldc)
        && (bias.map {
          update == .replacing && $0.first >= 0 && $0.first + columns <= $0.row.shape.count
        } ?? true),
      "\(a.count) and \(b.count) into \(c.count) scalars for a \(rows)×\(inner)×\(columns) product")
    guard rows > 0, columns > 0 else { return }
    let startsFromBias = bias != nil && (kernels == .blas || inner == 0)
    if startsFromBias || (inner == 0 && update == .replacing) {
      fillRows(of: &c, stride: ldc, with: bias)
    }
    // Libraries differ in what they make of a sum of no products.
    guard inner > 0 else { return }
    let isAdding = update == .adding || startsFromBias
    // SAFETY: the products touch only the rows and columns of the three matrices, which the
    // precondition ties to the three spans; no pointer outlives its closure.
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe c.withUnsafeMutableBufferPointer { c in
          guard kernels == .blas, let library = LinearAlgebraLibrary.current else {
            func run(bias: UnsafePointer<Float>?) {
              var product = unsafe ghn_product(
                a: a.baseAddress, b: b.baseAddress, c: c.baseAddress, a_stride: lda,
                b_stride: ldb, c_stride: ldc, rows: rows, inner: inner, columns: columns,
                transposes_a: transposing == .left ? 1 : 0,
                transposes_b: transposing == .right ? 1 : 0, adding: isAdding ? 1 : 0, bias: bias)
              unsafe ghn_multiply_matrices(kernels.own, &product)
            }
            if let bias, !isAdding {
              unsafe bias.row.withUnsafeScalars { row in
                unsafe run(bias: row.baseAddress.map { unsafe $0 + bias.first })
              }
            } else {
              run(bias: nil)
            }
            return
          }
          let beta: Float = isAdding ? 1 : 0
          if rows == 1 && transposing != .left {
            unsafe ghn_blas_sgemv(
              library.table, transposing == .right ? 0 : 1, CInt(bRows), CInt(bColumns),
              b.baseAddress, CInt(max(1, ldb)), a.baseAddress, beta, c.baseAddress)
          } else {
            unsafe ghn_blas_sgemm(
              library.table, transposing == .left ? 1 : 0, transposing == .right ? 1 : 0,
              CInt(rows), CInt(columns), CInt(inner), a.baseAddress, CInt(max(1, lda)),
              b.baseAddress, CInt(max(1, ldb)), beta, c.baseAddress, CInt(max(1, ldc)))
          }
        }
      }
    }
  }
}

extension MatrixProduct {
  /// Each row of C ← the bias, or 0.
  private func fillRows(
    of c: inout MutableSpan<Float>, stride: Int, with bias: (row: Tensor, first: Int)?
  ) {
    guard let bias else {
      for row in 0..<rows {
        for column in 0..<columns { c[row * stride + column] = 0 }
      }
      return
    }
    bias.row.withScalars { scalars in
      for row in 0..<rows {
        for column in 0..<columns { c[row * stride + column] = scalars[bias.first + column] }
      }
    }
  }
}

/// Whether `count` scalars hold a matrix whose rows lie `stride` apart.
private func covers(_ count: Int, rows: Int, columns: Int, stride: Int) -> Bool {
  rows == 0 || columns == 0 || (stride >= columns && count >= (rows - 1) * stride + columns)
}
