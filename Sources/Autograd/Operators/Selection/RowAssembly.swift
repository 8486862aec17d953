import Kernels
public import Tensors

/// A matrix that is assembled from blocks of rows, and can be read while it grows.
///
/// Rows that are not yet filled are zero. On a tape, the whole matrix has one gradient, to which
/// every reader adds in place: reading a row many times costs no more memory than reading it once.
public struct RowAssembly: ~Copyable {
  /// The extents of the whole matrix.
  public let rowCount, columns: Int

  private var scalars: [Float]
  private var filled: [Bool]
  private let tape: Tape?
  private let slot: Int?

  /// Makes a matrix whose rows are all still to be filled.
  ///
  /// The tape is that on which the blocks will stand; `nil` if they are constants.
  public init(rows: Int, columns: Int, on tape: Tape?) {
    rowCount = rows
    self.columns = columns
    scalars = [Float](repeating: 0, count: rows * columns)
    filled = [Bool](repeating: false, count: rows)
    self.tape = tape
    slot = tape?.newSlot([rows, columns])
  }

  /// Fills the rows from `start` on with those of `block` (count, columns).
  ///
  /// - Gradient: dblock is the same rows of the matrix's gradient.
  ///
  /// - Precondition: none of these rows is filled yet; a block that stands on a tape stands on
  ///   that of the assembly.
  public mutating func fill(from start: Int, with block: Variable) {
    let (count, blockColumns) = block.matrixExtents
    precondition(
      blockColumns == columns && start >= 0 && start + count <= rowCount,
      "rows \(start) ..< \(start + count) of a \(rowCount)×\(columns) matrix")
    precondition(
      block.tape == nil || block.tape === tape, "the block stands on another tape")
    for row in start..<start + count {
      precondition(!filled[row], "row \(row) is filled twice")
      filled[row] = true
    }
    let target = BlockLayout(offset: start * columns, stride: columns)
    let origin = BlockLayout(offset: 0, stride: columns)
    let columns = columns
    var span = scalars.mutableSpan
    block.value.withScalars { x in
      transferBlock(x, at: origin, into: &span, at: target, rows: count, columns: columns)
    }
    guard let tape, let slot, let blockSlot = block.slot else { return }
    tape.record { gradients in
      gradients.reading(slot) { dz, gradients in
        gradients.update(blockSlot) { dblock in
          transferBlock(
            dz, at: target, into: &dblock, at: origin, rows: count, columns: columns,
            update: .adding)
        }
      }
    }
  }

  /// Rows `rows` of the product S·x, where x is this matrix as filled so far and S is
  /// (any, rowCount).
  ///
  /// - Gradient: dx = Sᵀ·dz.
  ///
  /// - Returns: (rows.count, columns).
  /// - Complexity: O(elements of these rows · columns).
  public func product(of matrix: SparseMatrix, rows: Range<Int>) -> Variable {
    precondition(
      matrix.columns == rowCount, "\(matrix.columns) columns times \(rowCount) rows")
    let width = columns
    let z = Tensor(shape: [rows.count, width]) { z in
      matrix.multiply(rows: rows, by: scalars.span, width: width, into: &z)
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { dz, gradients in
      gradients.update(slot) { matrix.addGradient(rows: rows, dz, width: width, to: &$0) }
    }
  }

  /// The whole matrix, once every row is filled.
  ///
  /// - Precondition: every row is filled.
  public consuming func assembled() -> Variable {
    precondition(filled.allSatisfy(\.self), "not every row is filled")
    let kept: Variable.TapeSlot? =
      if let tape, let slot { Variable.TapeSlot(tape: tape, index: slot) } else { nil }
    return Variable(value: Tensor(shape: [rowCount, columns], scalars: scalars), tapeSlot: kept)
  }
}
