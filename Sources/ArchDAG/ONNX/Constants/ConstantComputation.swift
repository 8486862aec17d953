/// A constant that is the result of an operation on constants for which there is no rule here: who
/// runs the network computes it.
final class ConstantComputation: Sendable {
  let kind: OperationKind
  /// The numbers of the operands among the tensors of the draft.
  let inputs: [Int?]
  /// Which of the operation's results it is, and how many there are.
  let result: Int
  let resultCount: Int
  /// How many such operations lie behind one another at most.
  let depth: Int

  /// Tables of positions and masks are computed in fewer steps.
  private static let depthLimit = 64

  /// - Parameters:
  ///   - kind: the operation.
  ///   - inputs: its operands, as numbers of tensors of the draft.
  ///   - result: which of its results the constant is.
  ///   - resultCount: how many results it has.
  ///   - draft: where the operands stand.
  ///
  /// `nil` if an operand's numbers cannot be told either, or nobody can run the operation.
  init?(
    _ kind: OperationKind, of inputs: [Int?], result: Int, resultCount: Int,
    in draft: ArchitectureDraft
  ) {
    if case .unrecognized = kind { return nil }
    // A layer is data to a GHN, whatever it reads.
    guard !kind.traits.elements.isLayer, inputs.contains(where: { $0 != nil }) else { return nil }
    var depth = 0
    for case let input? in inputs {
      let literal = draft.literal(input)
      if let computation = literal.computation {
        depth = max(depth, computation.depth)
      } else if literal.numbers.count == nil, literal.deferred == nil,
        literal.record?.isExternal ?? true
      {
        return nil
      }
    }
    guard depth < Self.depthLimit else { return nil }
    (self.kind, self.inputs, self.result, self.resultCount) = (kind, inputs, result, resultCount)
    self.depth = depth + 1
  }
}
