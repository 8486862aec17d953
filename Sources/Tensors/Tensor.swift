/// An immutable, dense array of `Float` in row-major order.
///
/// A tensor either owns its scalars or borrows them from memory that somebody else keeps alive,
/// such as a mapped checkpoint file; readers cannot tell the difference.
///
/// ```swift
/// let weight = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
/// let sum = weight.withScalars { scalars in
///   scalars.indices.reduce(0) { $0 + scalars[$1] }
/// }
/// ```
public struct Tensor: Sendable {
  /// The extents of the tensor's axes.
  public let shape: Shape

  @usableFromInline
  enum Storage: Sendable {
    case owned([Float])
    case borrowed(address: UInt, owner: any AnyObject & Sendable)
  }

  @usableFromInline
  let storage: Storage

  /// Makes a tensor that owns its scalars.
  ///
  /// - Precondition: `scalars` holds exactly `shape.count` numbers.
  public init(shape: Shape, scalars: [Float]) {
    precondition(
      scalars.count == shape.count, "\(scalars.count) scalars for a tensor of shape \(shape)")
    self.shape = shape
    self.storage = .owned(scalars)
  }

  /// Makes a tensor filled with one number.
  public init(repeating scalar: Float, shape: Shape) {
    self.init(shape: shape, scalars: [Float](repeating: scalar, count: shape.count))
  }

  /// Makes a tensor of zeros.
  public init(zeros shape: Shape) {
    self.init(repeating: 0, shape: shape)
  }

  /// Makes a tensor over scalars that `owner` keeps alive and nobody changes.
  ///
  /// - Parameters:
  ///   - shape: the tensor's shape.
  ///   - address: the address of the first of `shape.count` scalars.
  ///   - owner: an object whose lifetime covers that of the memory at `address`.
  /// - Precondition: `address` is a multiple of four, and not zero.
  @unsafe
  package init(shape: Shape, borrowedAt address: UInt, from owner: any AnyObject & Sendable) {
    precondition(
      address != 0 && address % UInt(MemoryLayout<Float>.alignment) == 0,
      "scalars at the unaligned address \(address)")
    self.shape = shape
    self.storage = .borrowed(address: address, owner: owner)
  }

  /// Calls `body` with the scalars, in row-major order.
  @inlinable
  public func withScalars<Result, Failure: Error>(
    _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // SAFETY: the span lives no longer than the closure, during which `self` keeps the scalars.
    try unsafe withUnsafeScalars { (buffer) throws(Failure) in
      try body(unsafe Span(_unsafeElements: buffer))
    }
  }

  /// Calls `body` with a pointer to the scalars, which is valid only during the call.
  @unsafe
  @inlinable
  package func withUnsafeScalars<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch storage {
    case .owned(let scalars):
      return try unsafe scalars.withUnsafeBufferPointer { (buffer) throws(Failure) in
        try unsafe body(buffer)
      }
    case .borrowed(let address, let owner):
      // SAFETY: `init(shape:borrowedAt:from:)` promised `shape.count` readable scalars at this
      // address for as long as the owner lives.
      defer { withExtendedLifetime(owner) {} }
      return try unsafe body(
        UnsafeBufferPointer(start: UnsafePointer(bitPattern: address), count: shape.count))
    }
  }

  /// The scalars in row-major order; a copy, where the tensor borrows them.
  public var scalars: [Float] {
    switch storage {
    case .owned(let scalars): scalars
    case .borrowed: unsafe withUnsafeScalars { unsafe [Float]($0) }
    }
  }

  /// The same scalars under another shape.
  ///
  /// - Precondition: both shapes have the same count.
  public func reshaped(to shape: Shape) -> Tensor {
    precondition(shape.count == self.shape.count, "a tensor of shape \(self.shape) as \(shape)")
    return Tensor(shape: shape, storage: storage)
  }

  private init(shape: Shape, storage: Storage) {
    self.shape = shape
    self.storage = storage
  }
}

extension Tensor: Equatable {
  /// Whether both have the same shape and equal scalars (as `Float` compares: NaN equals nothing).
  public static func == (left: Tensor, right: Tensor) -> Bool {
    left.shape == right.shape && left.scalars == right.scalars
  }
}
