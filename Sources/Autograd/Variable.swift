public import Tensors

/// A tensor that may remember how it was computed.
///
/// Operators are written once over variables. Off the tape they only compute; as soon as one
/// operand stands on a ``Tape``, so does the result.
public struct Variable {
  /// The computed numbers.
  public let value: Tensor

  /// Where the gradient is kept; `nil` for a constant.
  let tapeSlot: TapeSlot?

  /// Where a tape keeps the gradient of one of its variables.
  struct TapeSlot {
    let tape: Tape
    let index: Int
  }

  /// Makes a constant.
  public init(_ value: Tensor) {
    self.value = value
    tapeSlot = nil
  }

  init(value: Tensor, tapeSlot: TapeSlot?) {
    self.value = value
    self.tapeSlot = tapeSlot
  }

  /// The tape that this variable stands on; `nil` for a constant.
  public var tape: Tape? { tapeSlot?.tape }

  /// The slot of its gradient on the tape; `nil` for a constant.
  var slot: Int? { tapeSlot?.index }

  /// The shape of the value.
  public var shape: Shape { value.shape }

  /// The extents of the value seen as a matrix: its last axis, and all axes before it together.
  var matrixExtents: (rows: Int, columns: Int) {
    let columns = shape.extents.last ?? 1
    return (columns == 0 ? 0 : shape.count / columns, columns)
  }
}

/// The tape that these variables stand on, as far as there are any; `nil` if all are constants.
///
/// - Precondition: they do not stand on different tapes.
func commonTape(_ x: Variable, _ y: Variable?, _ z: Variable? = nil) -> Tape? {
  // Written out: a list of operands is an allocation, and small operators are called by thousands.
  sameTape(sameTape(x.tape, y?.tape), z?.tape)
}

/// The same for any number of them.
func commonTape(_ variables: [Variable]) -> Tape? {
  variables.reduce(nil) { sameTape($0, $1.tape) }
}

private func sameTape(_ one: Tape?, _ other: Tape?) -> Tape? {
  guard let one, let other else { return one ?? other }
  precondition(one === other, "operands stand on different tapes")
  return one
}
