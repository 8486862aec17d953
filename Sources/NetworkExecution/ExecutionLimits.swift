package import ArchDAG
import Tensors

/// How much memory running a network may take: a file that asks for more is refused, rather than
/// tried until the machine gives up.
public struct ExecutionLimits: Hashable, Sendable {
  /// The bytes that the values of one run may hold at once.
  public let byteCount: Int

  /// The elements that one value may hold, which are a quarter of the bytes: 2²⁹ for 8 GiB.
  public var elementCount: Int { byteCount / 16 }

  /// The elements that the caller holds beside a run, such as the gradients of an earlier one.
  private var heldCount = 0

  /// Makes limits; by default of 8 GiB.
  ///
  /// - Precondition: the bytes are at least 0, and fewer than 2⁵⁰.
  public init(byteCount: Int = 8 << 30) {
    precondition((0..<1 << 50).contains(byteCount), "a limit of \(byteCount) bytes")
    self.byteCount = byteCount
  }

  /// The same limits for a run beside which so many more elements are held.
  package func holding(elements count: Int) -> ExecutionLimits {
    var limits = self
    limits.heldCount += count
    return limits
  }

  /// Refuses a value of extents whose product is too large, or cannot be told for its size.
  ///
  /// - Returns: the number of elements.
  /// - Throws: ``ExecutionError/tooLarge(operation:limit:found:)``.
  @discardableResult
  package func check(_ extents: [Int], of operation: String) throws(ExecutionError) -> Int {
    let count = Shape(checking: extents)?.count
    guard let count, count <= elementCount else {
      throw .tooLarge(
        operation: operation, limit: "\(elementCount) elements",
        found: "a tensor of shape (\(extents.map(String.init).joined(separator: ", ")))")
    }
    return count
  }

  /// Refuses so many elements at once.
  ///
  /// - Throws: ``ExecutionError/tooLarge(operation:limit:found:)``.
  package func check(liveElements count: Int, at operation: String) throws(ExecutionError) {
    let count = count + heldCount
    guard count <= byteCount / 4 else {
      throw .tooLarge(
        operation: operation, limit: "\(gibibytes(byteCount)) GiB in memory at once",
        found: "\(gibibytes(4 * count, roundingUp: true)) GiB")
    }
  }

  /// Refuses an architecture whose parameters alone are too many.
  ///
  /// - Throws: ``ExecutionError/tooLarge(operation:limit:found:)``, naming the largest.
  package func check(parametersOf architecture: Architecture) throws(ExecutionError) {
    let parameters = architecture.parameters
    guard let count = sum(of: parameters.map(\.shape)), count <= byteCount / 4 else {
      let largest = parameters.max { $0.shape.count < $1.shape.count }
      throw .tooLarge(
        operation: largest?.name ?? architecture.name,
        limit: "parameters of \(gibibytes(byteCount)) GiB in all",
        found: "one of shape \(largest?.shape ?? []) among them")
    }
  }

  private func sum(of shapes: [Shape]) -> Int? {
    var sum = 0
    for shape in shapes {
      let (next, overflow) = sum.addingReportingOverflow(shape.count)
      guard !overflow else { return nil }
      sum = next
    }
    return sum
  }
}

/// Bytes in units of 2³⁰, with one decimal where they are no whole number of them.
private func gibibytes(_ bytes: Int, roundingUp: Bool = false) -> String {
  let rest = bytes & (1 << 30 - 1)
  let tenths = bytes >> 30 * 10 + (rest * 10 + (roundingUp ? 1 << 30 - 1 : 0)) >> 30
  return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
}
