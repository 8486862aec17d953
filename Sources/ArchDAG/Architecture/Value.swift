public import Tensors

/// The index of a value in ``Architecture/values``.
public struct ValueID: Hashable, Sendable {
  /// The index into the architecture's values.
  public let index: Int

  init(_ index: Int) {
    self.index = index
  }
}

/// A tensor that flows through an ``Architecture``.
public struct Value: Hashable, Sendable {
  /// The name by which the architecture's file knows it.
  public let name: String

  /// The extent of each axis, where known; `nil` where not even the rank is known.
  ///
  /// They are those for the batch that the architecture's file states, or for
  /// ``Architecture/nominalBatch`` where it leaves that open.
  public let extents: [Int?]?

  /// Where the tensor comes from.
  public let origin: Origin

  /// Where a value comes from.
  public enum Origin: Hashable, Sendable {
    /// A caller feeds it.
    case input
    /// It is learned, or, if not trainable, a buffer such as a running mean.
    case parameter(shape: Shape, isTrainable: Bool)
    /// It is fixed by the architecture's file.
    case constant(Constant)
    /// An operation computes it.
    case result
  }
}

/// What an architecture's file says of a constant.
public enum Constant: Hashable, Sendable {
  /// Whole numbers, in row-major order; a scalar has one.
  case integers([Int])
  /// Real numbers, in row-major order; a scalar has one.
  case reals([Float])
  /// Numbers that no rule of the reduction looks at, such as an attention mask.
  case unread
}
