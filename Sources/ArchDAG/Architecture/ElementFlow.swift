/// How the numbers of an operation's results follow from those of its data operands.
package enum ElementFlow: Hashable, Sendable {
  /// Learned weights, which lie so in the file and which a GHN predicts, mix them; the result is
  /// data even where nothing that is fed leads to it (a network that computes its own position
  /// bias, say).
  case layer(LayerForm)
  /// Indices pick rows of a learned table.
  case lookup
  /// Each is shifted and scaled by mean and deviation of many; a GHN sees this norm.
  case normalized(Primitive)
  /// Each is a mean or maximum of a window; a GHN sees this pooling.
  case pooled(Primitive, PoolingAttributes)
  /// Each is a function of these whole axes, such as their mean; `nil` stands for all spatial ones.
  case reduced(axes: [Int]?)
  /// Each is a function of the elements at its own position.
  case pointwise(PointwiseFunction)
  /// Each is a sum of products of elements of two operands.
  case product(SummedAxes)
  /// Each is a function of its own axis, such as its share of a sum.
  case mixed
  /// Each is a function of a whole sequence up to its own step, by weights for which a GHN has no
  /// primitive.
  case recurrent(Recurrence)
  /// The operands stand behind one another.
  case joined
  /// Elements are moved, repeated or dropped, and nothing is computed.
  case moved(Movement)
  /// Positions that are told pick elements, and nothing is computed.
  case picked
  /// Each is computed from neighbors, and stands for the same position.
  case resampled
  /// Each may depend on all, as far as is known.
  case unknown(UnrecognizedEffect)
}

extension ElementFlow {
  /// Whether each element of the result is a function of the elements at its own position.
  package var isPointwise: Bool {
    if case .pointwise = self { true } else { false }
  }

  /// Whether each element may depend on all, as far as is known.
  var isUnknown: Bool { if case .unknown = self { true } else { false } }

  /// Whether elements of two operands are multiplied and summed.
  var isProduct: Bool {
    switch self {
    case .layer, .product: true
    case .lookup, .normalized, .pooled, .reduced, .pointwise, .mixed, .recurrent, .joined, .moved,
      .picked, .resampled, .unknown:
      false
    }
  }
}

/// Over which axes products of elements are summed.
package enum SummedAxes: Hashable, Sendable {
  /// Over the last of the first operand and the last but one of the second.
  case inner
  /// Over those that an equation names and its result does not have.
  case named(EinsumEquation)
}

/// What a function of the elements at one position is, as far as it matters whose elements they are.
package enum PointwiseFunction: Hashable, Sendable {
  /// A nonlinearity; a second operand is its slope.
  case activation
  case arithmetic(Arithmetic)
  /// One of two operands, as a condition says.
  case choice
  /// A function of one element, without attributes.
  case function(ElementwiseFunction)
  /// Any other.
  case plain
}

extension PointwiseFunction {
  /// The index of the operand that must not come near zero, such as a root's or a divisor, for the
  /// function or its gradient has no bound there; `nil` if there is none.
  var operandKeptFromZero: Int? {
    switch self {
    case .function(.squareRoot), .function(.reciprocal), .function(.logarithm),
      .arithmetic(.power):
      0
    case .arithmetic(.divide): 1
    case .activation, .choice, .plain, .arithmetic(.add), .arithmetic(.subtract),
      .arithmetic(.multiply), .arithmetic(.minimum), .arithmetic(.maximum),
      .function(.absolute), .function(.negate), .function(.exponential),
      .function(.errorFunction), .function(.sine), .function(.cosine), .function(.arctangent),
      .function(.floor), .function(.ceiling), .function(.round), .function(.sign):
      nil
    }
  }
}

/// Where elements go that are moved, and whether they can be followed.
package enum Movement: Hashable, Sendable {
  /// They stay where they are, or some are dropped at random.
  case unmoved
  /// Axes are exchanged.
  case transposed([Int])
  /// The same elements in the same order, under other axes.
  case reshaped
  /// Axes of extent 1 are repeated.
  case repeated
  /// Some positions of axes are kept.
  case cut([AxisSlice])
  /// Each result has its part of an axis.
  case divided(axis: Int)
  /// Among new elements, or to positions that are told while the network runs.
  case otherwise
}
