/// What a node of an ONNX graph stands for.
enum OperatorMeaning: Sendable {
  /// One tensor, or, where it is an operation, the results of that.
  case value(Expression)
  /// A tensor for each of the node's results; `nil` for one that is not computed.
  case values([Expression?])
  /// A sequence of tensors.
  case sequence([Expression])
  /// The results of one operation as a sequence, each taken through another operation, if any.
  case parts(OperationKind, of: Expression, count: Int, each: OperationKind?)
  /// An operation that keeps the name of its operator and depends on all its operands; for what it is not
  /// known, such as "of several axes", where the operator itself is.
  case unrecognized(extents: Extents?, trait: String? = nil)

  /// A tensor, by how it follows from a node's operands.
  enum Expression: Sendable {
    /// The operand of an index, which is there.
    case operand(Int)
    /// A tensor of the sequence that an operand is.
    case element(of: Int, at: Int)
    /// Numbers that the node itself gives.
    indirect case constant(Literal)
    /// A tensor that occurs several times in the meaning of one node, by a number of its own.
    indirect case shared(Int, Expression)
    /// The first result of an operation; its extents where the operands' do not tell them.
    indirect case operation(OperationKind, [Expression?], extents: Extents?)
  }

  /// An operation that keeps the name of its operator, and nothing is known of its result.
  static let unrecognized = unrecognized(extents: nil)

  /// An operation that keeps the name of its operator, which is known but for this.
  static func unrecognized(_ trait: String) -> OperatorMeaning {
    .unrecognized(extents: nil, trait: trait)
  }

  /// An operation on some tensors.
  static func operation(
    _ kind: OperationKind, _ inputs: [Expression?], extents: Extents? = nil
  ) -> OperatorMeaning {
    .value(.operation(kind, inputs, extents: extents))
  }

  /// An operation on the node's first operand.
  static func operation(_ kind: OperationKind, extents: Extents? = nil) -> OperatorMeaning {
    .value(.operation(kind, [.operand(0)], extents: extents))
  }
}

extension OperatorMeaning.Expression {
  /// An operation on this tensor.
  func applying(_ kind: OperationKind) -> Self { .operation(kind, [self], extents: nil) }

  /// This tensor combined with another one.
  func combined(_ function: Arithmetic, with other: Self) -> Self {
    .operation(.arithmetic(function), [self, other], extents: nil)
  }

  /// This tensor combined with a number.
  func combined(_ function: Arithmetic, with number: Float) -> Self {
    combined(function, with: .constant(Literal(extents: [], numbers: .reals([number]))))
  }
}
