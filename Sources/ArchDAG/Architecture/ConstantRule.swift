/// How the numbers of an operation's result follow from those of constant operands.
///
/// Exporters compute shapes, scales and masks so; the result of everything else keeps its extents and
/// loses its numbers.
enum ConstantRule: Sendable {
  /// They are not computed.
  case lost
  /// They are those of the first operand, in their order.
  case kept
  /// Axes are exchanged.
  case transposed([Int])
  /// Axes of extent 1 are repeated, as a second operand says.
  case repeated
  /// They are functions of whole axes.
  case mean(axes: [Int], keepsAxes: Bool)
  case reduced(Reduction, axes: [Int], keepsAxes: Bool)
  /// They are functions of the numbers at their own positions.
  case arithmetic(Arithmetic)
  case elementwise(ElementwiseFunction)
}
