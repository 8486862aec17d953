public import Tensors

/// A tensor that may remember how it was computed.
///
/// Operators are written once over variables. Off the tape they only compute; as soon as one
/// operand stands on a ``Tape``, so does the result.
public struct Variable {
  /// The computed numbers.
  public let value: Tensor

  /// Where the gradient is kept; `nil` for a constant.
  let place: Place?

  struct Place {
    let tape: Tape
    let slot: Int
  }

  /// Makes a constant.
  public init(_ value: Tensor) {
    self.value = value
    place = nil
  }

  init(value: Tensor, place: Place?) {
    self.value = value
    self.place = place
  }

  /// The tape that this variable stands on; `nil` for a constant.
  public var tape: Tape? { place?.tape }

  /// The slot of its gradient on the tape; `nil` for a constant.
  var slot: Int? { place?.slot }

  /// The shape of the value.
  public var shape: Shape { value.shape }

  /// The extents of the value seen as a matrix: its last axis, and all axes before it together.
  var matrixExtents: (rows: Int, columns: Int) {
    let columns = shape.extents.last ?? 1
    return (columns == 0 ? 0 : shape.count / columns, columns)
  }
}

/// The tape that these variables stand on; `nil` if all are constants.
///
/// - Precondition: they do not stand on different tapes.
func commonTape(_ x: Variable, _ y: Variable) -> Tape? {
  guard let tape = x.tape else { return y.tape }
  precondition(y.tape.map { $0 === tape } ?? true, "operands stand on different tapes")
  return tape
}

/// The tape that these variables stand on; `nil` if all are constants.
///
/// - Precondition: they do not stand on different tapes.
func commonTape(_ variables: [Variable]) -> Tape? {
  var tape: Tape?
  for variable in variables {
    guard let other = variable.tape else { continue }
    precondition(tape.map { $0 === other } ?? true, "operands stand on different tapes")
    tape = other
  }
  return tape
}
