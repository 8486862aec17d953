/// What an operator does with the numbers of its operands, as far as that tells which values are
/// weights, and what may be said of it where its rule does not apply.
enum OperatorEffect: Hashable, Sendable {
  /// The elements of the first operand stand elsewhere, or in another number format.
  case moves(Motion)
  /// Exporters use it to compute how elements are moved, and to hold what is moved.
  case plumbing(Plumbing)
  /// One number, as often as an operand says.
  case fills
  /// Weights mix the elements of what flows.
  case mixes(Mixing)
  /// Mean and deviation of many elements shift and scale each.
  case normalizes(Norm)
  /// Elements at the same position are combined.
  case combines(Combination)
  /// What may be said where its rule does not apply, and nothing else.
  case partlyKnown(UnrecognizedEffect)
  /// Nothing that matters.
  case other

  /// Where elements go.
  enum Motion: Hashable, Sendable {
    /// Nowhere: the result is the operand.
    case handedOn
    /// Nowhere, into another number format.
    case cast
    /// Axes are exchanged.
    case transposed
    /// Anywhere else.
    case laidOut
  }

  /// What plumbing does.
  enum Plumbing: Hashable, Sendable {
    /// The node holds the numbers.
    case holds
    /// Rows of the first operand are picked by the second one.
    case picks
    /// Anything else.
    case other
  }

  /// How weights mix elements.
  enum Mixing: Hashable, Sendable {
    /// They are operands of their own.
    case layer
    /// Two matrices are multiplied, of which either may be the weight.
    case matrixProduct
    /// As a layer, and where the file has the left matrix alone, that is the weight.
    case affineProduct
  }

  /// Over which elements a norm takes mean and deviation, as far as it matters.
  enum Norm: Hashable, Sendable {
    /// Over the batch; in training mode exporters standardize weights by it.
    case batch
    /// Over the positions of a channel; exporters write group norms by it.
    case instance
    case other
  }

  /// How elements are combined.
  enum Combination: Hashable, Sendable {
    case sum
    case difference
    case product
    /// A quotient.
    case other
  }

  /// Whether it moves elements, or exporters use it to compute how.
  var isPlumbing: Bool {
    switch self {
    case .moves, .plumbing: true
    case .fills, .mixes, .normalizes, .combines, .partlyKnown, .other: false
    }
  }

  /// Whether the result has the elements of the first operand in their order.
  var isCopy: Bool { self == .moves(.handedOn) || self == .moves(.cast) }

  /// Whether weights mix elements.
  var isLayer: Bool { if case .mixes = self { true } else { false } }

  /// Whether the node itself says the numbers of the result.
  var holdsNumbers: Bool { self == .plumbing(.holds) || self == .fills }

  /// What may be said of a node for which the operator's rule does not tell an operation.
  var ofUnrecognized: UnrecognizedEffect {
    switch self {
    case .moves(.transposed), .moves(.laidOut), .plumbing(.picks): .movement
    case .partlyKnown(let effect): effect
    // A cast that stays unrecognized is one to numbers of fewer bits.
    case .moves(.handedOn), .moves(.cast), .plumbing(.holds), .plumbing(.other), .fills, .mixes,
      .normalizes, .combines, .other:
      .unknown
    }
  }
}
