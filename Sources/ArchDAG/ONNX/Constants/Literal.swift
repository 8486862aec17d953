import Tensors

/// A constant of an ONNX graph, as far as its numbers are worth knowing.
///
/// Exporters compute shapes with dozens of small constants; those are evaluated. A large table,
/// such as an attention mask, keeps only its extents.
struct Literal: Sendable {
  /// `nil` where they depend on something unknown.
  var extents: [Int?]?
  var numbers: Numbers
  /// The format of the file's numbers; undefined for numbers that were computed.
  private(set) var type = TensorRecord.ElementType.undefined
  /// How many numbers may be computed of it and others.
  var countLimit = Literal.countLimit
  /// What else is known of few.
  var remarks: Remarks?

  enum Numbers: Sendable {
    /// In row-major order; truth values are 0 and 1.
    case integers([Int])
    case reals([Float])
    case unread

    /// The numbers, whole or real, if they are known.
    var reals: [Float]? {
      switch self {
      case .integers(let integers): integers.map(Float.init)
      case .reals(let reals): reals
      case .unread: nil
      }
    }
  }

  /// Constants with more numbers are not read.
  static let countLimit = 4096

  init(extents: [Int?]?, numbers: Numbers = .unread) {
    self.extents = extents
    self.numbers = numbers
  }

  /// A list of whole numbers.
  init(list: [Int]) {
    self.init(extents: [list.count], numbers: .integers(list))
  }

  /// One whole number.
  init(scalar: Int) {
    self.init(extents: [], numbers: .integers([scalar]))
  }

  /// The whole numbers, if they are known.
  var integers: [Int]? {
    if case .integers(let integers) = numbers { integers } else { nil }
  }

  /// The numbers, whole or real, if they are known.
  var reals: [Float]? { numbers.reals }

  /// How many numbers are known.
  var count: Int? { numbers.count }
}

extension Literal {
  /// What is known of few constants; apart from them, so that the many small ones of a file are
  /// quickly copied.
  final class Remarks: Sendable {
    let mask: DropoutMask?
    let record: TensorRecord?
    let deferred: DeferredNumbers?
    let computation: ConstantComputation?

    /// `nil` where there is nothing to remark.
    init?(
      mask: DropoutMask?, record: TensorRecord?, deferred: DeferredNumbers?,
      computation: ConstantComputation?
    ) {
      guard mask != nil || record != nil || deferred != nil || computation != nil else {
        return nil
      }
      (self.mask, self.record, self.deferred) = (mask, record, deferred)
      self.computation = computation
    }
  }

  /// What is known of numbers that were drawn at random.
  var mask: DropoutMask? {
    get { remarks?.mask }
    set { remark(mask: newValue, record, deferred, computation) }
  }

  /// Where the file holds numbers that are too many to be computed with.
  var record: TensorRecord? {
    get { remarks?.record }
    set { remark(mask: mask, newValue, deferred, computation) }
  }

  /// How numbers that are too many to be computed at once are computed where they are needed.
  var deferred: DeferredNumbers? {
    get { remarks?.deferred }
    set { remark(mask: mask, record, newValue, computation) }
  }

  /// How numbers for which there is no rule are computed while the network runs.
  var computation: ConstantComputation? {
    get { remarks?.computation }
    set { remark(mask: mask, record, deferred, newValue) }
  }

  private mutating func remark(
    mask: DropoutMask?, _ record: TensorRecord?, _ deferred: DeferredNumbers?,
    _ computation: ConstantComputation?
  ) {
    remarks = Remarks(mask: mask, record: record, deferred: deferred, computation: computation)
  }
}

extension Literal {
  /// Reads a tensor's numbers, if they are few and lie in the file itself.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if the extents overflow,
  ///   or if there are more or fewer numbers than they say.
  init(_ record: TensorRecord, in bytes: RawSpan) throws(ArchitectureError) {
    let shape = try record.shape()
    self.init(extents: record.extents.map(Optional.some))
    type = record.type
    guard !record.isExternal, shape.count <= Self.countLimit else {
      self.record = record
      return
    }
    let reader = LiteralReader(record: record, count: shape.count)
    numbers = try reader.numbers(in: bytes)
  }
}
