extension OperationKind {
  /// Why a GHN sees nothing of an operation that keeps the name of its operator, although what the
  /// operator does is known: it works on single elements, or moves them by amounts that only a run
  /// tells; `nil` for an operator that nobody knows.
  var ruleOfKnownOperator: DroppingRule? {
    guard case .unrecognized(let type) = self else { return nil }
    if isQuantizer || Self.pointwise.contains(type) { return .pointwise }
    return Self.movements.contains(type) ? .plumbing : nil
  }

  private static let pointwise: Set<String> = [
    "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal", "And", "Or", "Xor", "Not", "Mod",
    "IsNaN", "IsInf",
  ]

  private static let movements: Set<String> = [
    "Slice", "Transpose", "Squeeze", "Unsqueeze", "Pad", "Tile", "Gather", "GatherND",
    "DepthToSpace", "SpaceToDepth",
  ]
}
