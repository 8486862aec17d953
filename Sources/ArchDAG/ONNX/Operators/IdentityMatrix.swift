/// Ones along a diagonal of a matrix, and zeros elsewhere.
///
/// Source: ONNX operator `EyeLike`, opset 22.
struct IdentityMatrix {
  private let rows: Int
  private let columns: Int
  /// How far to the right of the first row's first element the diagonal begins.
  private let diagonal: Int
  private let isReal: Bool

  /// The matrix that a node asks for, in the extents of its operand; `nil` if they are not known.
  init?(_ call: OperatorCall) {
    guard let extents = call.extents(0), extents.count == 2, let rows = extents[0],
      let columns = extents[1]
    else { return nil }
    (self.rows, self.columns) = (rows, columns)
    diagonal = max(-rows, min(columns, call.node.integer("k") ?? 0))
    isReal =
      call.node.integer("dtype").map { TensorRecord.ElementType($0).isReal }
      ?? !call.format(0).isWhole
  }

  /// The numbers; computed where they are needed, if they are many.
  var literal: Literal {
    if let literal = literal(limit: Literal.countLimit) { return literal }
    var literal = Literal(extents: [rows, columns])
    literal.deferred = DeferredNumbers(of: []) { [self] _ in
      self.literal(limit: DeferredNumbers.countLimit)
    }
    return literal
  }

  private func literal(limit: Int) -> Literal? {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, 0...limit ~= count else { return nil }
    var numbers = [Int](repeating: 0, count: count)
    for row in 0..<rows where 0..<columns ~= row + diagonal {
      numbers[row * columns + row + diagonal] = 1
    }
    return Literal(
      extents: [rows, columns],
      numbers: isReal ? .reals(numbers.map(Float.init)) : .integers(numbers))
  }
}
