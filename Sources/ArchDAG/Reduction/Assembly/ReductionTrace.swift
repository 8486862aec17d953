/// What became of each operation of an architecture when its graph was derived.
///
/// Made by ``ArchitectureGraph/traced(_:)``; `ghn-predict inspect --explain` prints it.
public struct ReductionTrace: Hashable, Sendable {
  /// What became of the operations, in the architecture's order.
  public let outcomes: [Outcome]

  /// What became of one operation.
  public enum Outcome: Hashable, Sendable {
    /// It became these nodes of the graph, by index.
    case nodes([Int])
    /// It was dropped; what it read leads to what reads it.
    case dropped(DroppingRule)
  }
}

/// Why an operation is no node of the graph that a GHN sees.
public enum DroppingRule: String, Hashable, Sendable, CaseIterable {
  /// Activations and other functions of single elements.
  case pointwise
  /// Reshapes, transposes, slices and the like only move elements.
  case plumbing
  /// A sum or a concatenation to which only one node leads.
  case loneMerge
  /// A mask or a learned bias of attention's scores.
  case mask
  /// A norm without a learned scale or shift.
  case plainNorm
  /// A layer whose weight is no parameter of the file.
  case plainLayer
  /// A mean that squeezes the input of a squeeze-and-excitation gate.
  case squeeze
  /// A mean over something else than positions.
  case mean
  /// A product of two data operands, or a softmax, that is part of attention or of nothing known.
  case product
  /// A recurrent layer, for which no primitive stands.
  case recurrence
  /// A look-up of rows in a table.
  case lookup
  /// What makes a weight of parameters, such as the norm of weight normalization.
  case weightComputation
  /// No path of the graph leads from it to an output.
  case deadEnd
  /// An operator that the reader does not know.
  case unknown
}

extension DroppingRule: CustomStringConvertible {
  public var description: String {
    switch self {
    case .pointwise: "a function of single elements, which a GHN does not see"
    case .plumbing: "it only moves elements"
    case .loneMerge: "only one node leads to it"
    case .mask: "a mask or bias of attention's scores, which a GHN does not see"
    case .plainNorm: "it has no learned scale or shift"
    case .plainLayer: "its weight is no parameter of the file"
    case .squeeze: "the squeeze of a squeeze-and-excitation block"
    case .mean: "a mean over something else than positions"
    case .product: "a product or softmax, seen through its attention node if it has one"
    case .recurrence: "a recurrent layer, which no primitive stands for"
    case .lookup: "a look-up in a table, which no primitive stands for"
    case .weightComputation: "it computes a weight from parameters"
    case .deadEnd: "no path leads from it to an output"
    case .unknown: "its operator is not known"
    }
  }
}
