/// How many elements a tensor has along each axis, outermost axis first.
///
/// A shape without axes is that of a scalar: its count is 1. An axis may have extent 0.
public struct Shape: Hashable, Sendable {
  /// The extent of each axis, outermost first.
  public let extents: [Int]

  /// The number of elements: the product of the extents.
  public let count: Int

  /// Makes a shape from extents that are known to be sound.
  ///
  /// - Precondition: no extent is negative and their product fits an `Int`. For extents that
  ///   come from a file, use ``init(checking:)``.
  public init(_ extents: [Int]) {
    guard let shape = Shape(checking: extents) else {
      preconditionFailure("extents \(extents) are negative or their product overflows")
    }
    self = shape
  }

  /// Makes a shape from extents that a file gives; `nil` if one of them is negative or their
  /// product, or that of the non-zero ones, overflows.
  public init?(checking extents: [Int]) {
    var product = 1
    var isEmpty = false
    for extent in extents {
      guard extent >= 0 else { return nil }
      guard extent > 0 else {
        isEmpty = true
        continue
      }
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      product = next
    }
    self.extents = extents
    self.count = isEmpty ? 0 : product
  }

  /// The number of axes.
  public var rank: Int { extents.count }

  /// The extent of one axis.
  public subscript(axis: Int) -> Int { extents[axis] }
}

extension Shape: ExpressibleByArrayLiteral {
  public init(arrayLiteral extents: Int...) {
    self.init(extents)
  }
}

extension Shape: CustomStringConvertible {
  public var description: String {
    "(" + extents.map(String.init).joined(separator: ", ") + ")"
  }
}
