import Kernels
import Tensors

/// The variables joined along one axis: along 0 the rows of matrices, along 1 their columns.
///
/// - Gradient: each operand's is the part of dz that it became.
///
/// - Precondition: there is at least one, and they agree in all other extents.
public func concatenated(_ variables: [Variable], alongAxis axis: Int) -> Variable {
  precondition(!variables.isEmpty, "a concatenation of nothing")
  let first = variables[0].shape
  var extents = first.extents
  extents[axis] = variables.reduce(0) { sum, variable in
    var others = variable.shape.extents
    precondition(
      others.count == extents.count, "concatenation of shapes \(first) and \(variable.shape)")
    others[axis] = first[axis]
    precondition(
      others == first.extents, "concatenation of shapes \(first) and \(variable.shape)")
    return sum + variable.shape[axis]
  }
  let outer = first.extents[..<axis].reduce(1, *)
  let inner = first.extents[(axis + 1)...].reduce(1, *)
  // Each operand is `outer` pieces of this many scalars; the result interleaves them.
  let pieces = variables.map { $0.shape[axis] * inner }
  let whole = extents[axis] * inner
  let z = Tensor(shape: Shape(extents)) { z in
    var offset = 0
    for (variable, piece) in zip(variables, pieces) {
      variable.value.withScalars { x in
        transferBlock(
          x, at: .init(offset: 0, stride: piece), into: &z,
          at: .init(offset: offset, stride: whole), rows: outer, columns: piece)
      }
      offset += piece
    }
  }
  guard let tape = commonTape(variables) else { return Variable(z) }
  let slots = variables.map(\.slot)
  return tape.record(z) { dz, gradients in
    var offset = 0
    for (slot, piece) in zip(slots, pieces) {
      gradients.accumulate(slot) { dx, update in
        transferBlock(
          dz, at: .init(offset: offset, stride: whole), into: &dx,
          at: .init(offset: 0, stride: piece), rows: outer, columns: piece, update: update)
      }
      offset += piece
    }
  }
}
