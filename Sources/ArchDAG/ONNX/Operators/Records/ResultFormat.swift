/// In which number format the results of an operator are.
enum ResultFormat: Sendable {
  /// In that of the operand of an index; results behind the first in another one, where it is given.
  case ofOperand(Int, then: TensorRecord.ElementType? = nil)
  /// In that which the attribute `to` names.
  case named
  /// In this one; undefined where the record does not say.
  case fixed(TensorRecord.ElementType)
  /// In one of its own, each result.
  case each([TensorRecord.ElementType])

  /// The format of a result of a node, by its index.
  func format(ofResult index: Int, of call: OperatorCall) -> TensorRecord.ElementType {
    switch self {
    case .ofOperand(let operand, let others):
      index > 0 ? others ?? call.format(operand) : call.format(operand)
    case .named: TensorRecord.ElementType(call.node.integer("to") ?? 0)
    case .fixed(let format): format
    case .each(let formats): formats.indices.contains(index) ? formats[index] : .undefined
    }
  }
}

extension TensorRecord.ElementType {
  /// 64-bit whole numbers, in which ONNX tells extents and indices.
  static let index = TensorRecord.ElementType.integer(bits: 64, isSigned: true)

  /// Whether the numbers are whole, or truth values.
  var isWhole: Bool {
    switch self {
    case .integer, .boolean: true
    case .undefined, .float, .double, .float16, .bfloat16, .other: false
    }
  }
}

extension OperatorMeaning.Expression {
  /// The tensor without its fractions: sign(x) · ⌊|x|⌋.
  var truncated: Self {
    let sign = applying(.elementwise(.sign))
    return sign.combined(
      .multiply, with: applying(.elementwise(.absolute)).applying(.elementwise(.floor)))
  }

  /// Whole numbers as they are kept in a number format: one of 8 or 16 bits begins anew behind its
  /// largest number.
  func wrapped(in format: TensorRecord.ElementType) -> Self {
    guard case .integer(let bits, let isSigned) = format, bits <= 16 else { return self }
    let count = Float(1 << bits)
    let shift = isSigned ? count / 2 : 0
    let shifted = isSigned ? combined(.add, with: shift) : self
    let rest = Self.operation(
      .discrete(.remainder), [shifted, .constant(Literal(extents: [], numbers: .reals([count])))],
      extents: nil)
    return isSigned ? rest.combined(.subtract, with: shift) : rest
  }
}
