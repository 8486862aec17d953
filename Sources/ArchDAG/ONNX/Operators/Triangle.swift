/// The part of matrices on one side of a diagonal.
///
/// Source: ONNX operator `Trilu`, opset 14.
struct Triangle {
  private let rows: Int
  private let columns: Int
  private let isUpper: Bool
  /// Which diagonal is the border, which belongs to the part: 0 for that from the first element.
  private let diagonal: Int

  /// The part that a node names, of a value of these extents; `nil` if they are not known.
  init?(_ node: ONNXNode, _ diagonal: Literal?, in extents: Extents?) {
    guard let extents, extents.count >= 2, let rows = extents[extents.count - 2],
      let columns = extents[extents.count - 1]
    else { return nil }
    (self.rows, self.columns) = (rows, columns)
    isUpper = node.integer("upper") ?? 1 != 0
    // No diagonal lies farther away than the matrix reaches.
    self.diagonal = max(-rows, min(columns, diagonal?.integers?.first ?? 0))
  }

  /// 1 within the part, else 0; computed where it is needed, if it is large.
  var literal: Literal {
    if let mask = mask(limit: Literal.countLimit) { return mask }
    var literal = Literal(extents: [rows, columns])
    literal.deferred = DeferredNumbers(of: []) { [self] _ in
      mask(limit: DeferredNumbers.countLimit)
    }
    return literal
  }

  /// The same, if it has not more numbers than `limit`.
  func mask(limit: Int) -> Literal? {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, 0...limit ~= count else { return nil }
    var numbers: [Int] = []
    numbers.reserveCapacity(count)
    for row in 0..<rows {
      for column in 0..<columns {
        let distance = column - row - diagonal
        numbers.append((isUpper ? distance >= 0 : distance <= 0) ? 1 : 0)
      }
    }
    return Literal(extents: [rows, columns], numbers: .integers(numbers))
  }
}
