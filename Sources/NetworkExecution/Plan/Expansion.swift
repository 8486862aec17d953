import ArchDAG

/// The extents to which an operation repeats its operand.
///
/// A file states the batch that it was exported with; as the first extent that means the batch at
/// hand, as do extents that are not known.
struct Expansion {
  /// The extents as the file states them.
  let stated: [Int?]

  /// Whether the extents follow from those of what is fed.
  ///
  /// - Parameter batch: the batch for which the file states shapes.
  /// - Returns: `true` also where an extent is not known.
  func follows(batch: Int) -> Bool {
    stated.contains(nil) || (batch > 1 && stated.first == batch)
  }

  /// The extents for a batch.
  ///
  /// - Parameters:
  ///   - batch: the batch at hand, and the one for which the file states shapes.
  ///   - rank: how many axes the operand has.
  /// - Returns: at least `rank` extents.
  func target(_ batch: (actual: Int, stated: Int), rank: Int) -> [Int] {
    var target = stated.map { $0 ?? batch.actual }
    target = [Int](repeating: 1, count: max(0, rank - target.count)) + target
    if let first = target.first, first > 1, first == batch.stated { target[0] = batch.actual }
    return target
  }
}

extension Operation {
  /// To which extents the operation, which repeats its operand, does so.
  func expansion(in architecture: Architecture) -> Expansion {
    if let id = operand(.targetExtents),
      case .constant(.integers(let integers)) = architecture[id].origin
    {
      return Expansion(stated: integers)
    }
    return Expansion(stated: architecture[outputs[0]].extents ?? [])
  }
}
