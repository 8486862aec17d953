extension AttributeReader {
  /// The attributes of a recurrent layer.
  func recurrence() throws -> Recurrence {
    let cell: Recurrence.Cell = try name(.cell)
    let functions = try activations(.functions)
    guard functions.isEmpty || functions.count == cell.functions.count else {
      throw refusal(.functions, "\(cell.functions.count) functions", "\(functions.count)")
    }
    return Recurrence(
      cell: cell, direction: try name(.direction),
      stateCount: try positiveInteger(.stateCount), isBatchFirst: try flag(.isBatchFirst),
      resetsAfterProduct: try flag(.resetsAfterProduct), couplesGates: try flag(.couplesGates),
      limit: try optionalReal(.limit)
    ).computing(functions)
  }
}

extension AttributeWriter {
  /// Writes the attributes of a recurrent layer.
  mutating func write(_ recurrence: Recurrence) throws {
    try write([
      .cell: .text(recurrence.cell.rawValue), .direction: .text(recurrence.direction.rawValue),
      .stateCount: .integer(recurrence.stateCount),
      .isBatchFirst: .flag(recurrence.isBatchFirst),
      .resetsAfterProduct: .flag(recurrence.resetsAfterProduct),
      .couplesGates: .flag(recurrence.couplesGates), .limit: .real(recurrence.limit),
    ])
    try write(recurrence.functions, .functions)
  }
}
