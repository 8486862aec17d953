/// Numbers of a constant that are computed only where an operation of the network reads them, such as
/// those of a mask: they are too many to be computed for all that a file folds.
final class DeferredNumbers: Sendable {
  private let operands: [Literal?]
  private let compute: @Sendable ([Literal?]) -> Literal?
  /// How many constants lie behind one another at most.
  private let depth: Int

  /// Masks are computed in fewer steps.
  private static let depthLimit = 64

  /// - Parameters:
  ///   - operands: constants whose numbers are known, lie in the file, or are deferred themselves.
  ///   - compute: the constant, from them; `nil` where it has too many numbers.
  ///
  /// `nil` if the numbers of an operand cannot be told.
  init?(of operands: [Literal?], _ compute: @escaping @Sendable ([Literal?]) -> Literal?) {
    let given = operands.compactMap(\.self)
    guard given.allSatisfy(\.canBeTold) else { return nil }
    depth = 1 + (given.compactMap(\.deferred?.depth).max() ?? 0)
    guard depth <= Self.depthLimit else { return nil }
    self.operands = operands
    self.compute = compute
  }

  /// What has been computed, so that nothing is twice.
  struct Results {
    fileprivate var budget = NumberBudget(limit: 4 * DeferredNumbers.countLimit)
    fileprivate var literals: [ObjectIdentifier: Literal] = [:]

    init() {}
  }

  /// How many numbers a deferred constant may have; all of a graph, and what they are computed from,
  /// may have four times as many.
  static let countLimit = 1 << 23

  /// The numbers; not known where there would be too many.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` where the file's do not lie as
  ///   it says.
  func numbers(
    in bytes: RawSpan, _ results: inout Results
  ) throws(ArchitectureError) -> Literal.Numbers {
    try literal(in: bytes, &results).numbers
  }

  private func literal(
    in bytes: RawSpan, _ results: inout Results
  ) throws(ArchitectureError) -> Literal {
    if let literal = results.literals[ObjectIdentifier(self)] { return literal }
    var known: [Literal?] = []
    for operand in operands {
      guard var literal = operand else {
        known.append(nil)
        continue
      }
      if let deferred = literal.deferred {
        literal.numbers = try deferred.numbers(in: bytes, &results)
      } else if let record = literal.record {
        literal.numbers = try Literal.Numbers(record, in: bytes)
      }
      literal.countLimit = Self.countLimit
      known.append(literal)
    }
    var literal = compute(known) ?? Literal(extents: nil)
    results.budget.take(&literal)
    results.literals[ObjectIdentifier(self)] = literal
    return literal
  }
}

extension Literal {
  /// Whether the numbers are known, or can be.
  fileprivate var canBeTold: Bool {
    numbers.count != nil || deferred != nil || (record.map { !$0.isExternal } ?? false)
  }
}

extension Literal.Numbers {
  /// All numbers of an array that the file itself holds.
  fileprivate init(_ record: TensorRecord, in bytes: RawSpan) throws(ArchitectureError) {
    self =
      switch try Constant(record, in: bytes) {
      case .integers(let integers): .integers(integers)
      case .reals(let reals): .reals(reals)
      case .unread: .unread
      }
  }
}
