import Kernels
import Tensors

extension Variable {
  /// The rows `indices` of this matrix (rows, columns), one after another: the embeddings of these
  /// indices, if each row is one.
  ///
  /// An index may occur more than once.
  ///
  /// - Gradient: row i of dx is the sum of the rows of dz that were taken from it.
  ///
  /// - Returns: (indices.count, columns); a tensor of another rank is cut along its first axis.
  /// - Precondition: every index is that of a row.
  public func rows(at indices: [Int]) -> Variable {
    let columns = rowExtent
    let z = Tensor(shape: shape.withRows(indices.count)) { z in
      value.withScalars { gatherRows(indices.span, of: $0, columns: columns, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { dz, gradients in
      gradients.update(slot) { dx in
        addRows(dz, toRows: indices.span, of: &dx, columns: columns)
      }
    }
  }

  /// The consecutive rows `range` of this matrix (rows, columns).
  ///
  /// - Gradient: the rows of dx in the range are dz, the others 0.
  ///
  /// - Returns: (range.count, columns); a tensor of another rank is cut along its first axis.
  /// - Precondition: the range lies within the rows.
  public func rows(_ range: Range<Int>) -> Variable {
    let columns = rowExtent
    let target = BlockLayout(offset: range.lowerBound * columns, stride: columns)
    let origin = BlockLayout(offset: 0, stride: columns)
    let z = Tensor(shape: shape.withRows(range.count)) { z in
      value.withScalars { x in
        transferBlock(
          x, at: target, into: &z, at: origin, rows: range.count, columns: columns)
      }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { dz, gradients in
      gradients.update(slot) { dx in
        transferBlock(
          dz, at: origin, into: &dx, at: target, rows: range.count, columns: columns,
          update: .adding)
      }
    }
  }

  /// How many scalars one index of the first axis covers.
  private var rowExtent: Int {
    shape.extents.dropFirst().reduce(1, *)
  }
}

extension Shape {
  /// This shape with another extent of the first axis.
  func withRows(_ rows: Int) -> Shape {
    Shape([rows] + extents.dropFirst())
  }
}
