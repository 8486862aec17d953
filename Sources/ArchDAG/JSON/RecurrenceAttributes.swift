extension AttributeReader {
  /// The attributes of a recurrent layer.
  func recurrence() throws -> Recurrence {
    Recurrence(
      cell: try name(.cell), direction: try name(.direction),
      stateCount: try positiveInteger(.stateCount), isBatchFirst: try flag(.isBatchFirst),
      resetsAfterProduct: try flag(.resetsAfterProduct), couplesGates: try flag(.couplesGates))
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
      .couplesGates: .flag(recurrence.couplesGates),
    ])
  }
}
