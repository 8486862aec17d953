import Kernels
public import Tensors

extension Variable {
  /// z = x where the condition is not 0, else y, element by element, with broadcasting.
  ///
  /// - Gradient: dz goes to the operand that was taken, summed over the axes along which it is
  ///   repeated.
  ///
  /// - Precondition: the three shapes fit each other, as `Shape.broadcast(with:)` says.
  public func selected(condition: Tensor, other: Variable) -> Variable {
    guard
      let pair = shape.broadcast(with: other.shape),
      let shape = pair.broadcast(with: condition.shape)
    else {
      preconditionFailure("a choice of \(self.shape) or \(other.shape) by \(condition.shape)")
    }
    let condition = Variable(condition).expanded(to: shape).value
    let (x, y) = (expanded(to: shape), other.expanded(to: shape))
    let z = Tensor(shape: shape) { z in
      condition.withScalars { condition in
        x.value.withScalars { x in
          y.value.withScalars { y in select(where: condition, x, y, into: &z) }
        }
      }
    }
    guard let tape = commonTape(x, y) else { return Variable(z) }
    let (xSlot, ySlot) = (x.slot, y.slot)
    return tape.record(z) { dz, gradients in
      condition.withScalars { condition in
        gradients.update(xSlot) { addSelected(where: condition, is: true, dz, to: &$0) }
        gradients.update(ySlot) { addSelected(where: condition, is: false, dz, to: &$0) }
      }
    }
  }

  /// The positions `indices` of one axis, one after another; an index may occur more than once.
  ///
  /// - Gradient: each position of dx is the sum of those of dz that were taken from it.
  ///
  /// - Returns: the extent of the axis is the number of indices.
  /// - Precondition: the axis and every position exist.
  public func gathered(indices: [Int], axis: Int) -> Variable {
    precondition((0..<shape.rank).contains(axis), "axis \(axis) of \(shape)")
    var extents = shape.extents
    let (count, columns) = (extents[axis], extents[(axis + 1)...].reduce(1, *))
    precondition(
      indices.allSatisfy { (0..<count).contains($0) },
      "positions \(indices) of axis \(axis), \(shape)")
    let outer = extents[..<axis].reduce(1, *)
    extents[axis] = indices.count
    let rows = (0..<outer).flatMap { block in indices.map { block * count + $0 } }
    let z = Tensor(shape: Shape(extents)) { z in
      value.withScalars { gatherRows(rows.span, of: $0, columns: columns, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { dz, gradients in
      gradients.update(slot) { addRows(dz, toRows: rows.span, of: &$0, columns: columns) }
    }
  }
}
