/// The order in which a tensor's axes lie in memory, outermost first.
///
/// Architectures state images as (N, C, H, W); the fast operators want the channels innermost.
/// So an axis has two numbers: its own, which the architecture uses, and the one in memory.
struct AxisOrder: Hashable {
  /// Which axis each axis in memory is, outermost first: a permutation.
  let axes: [Int]

  /// The order of these axes.
  ///
  /// - Precondition: each axis occurs once.
  init(_ axes: [Int]) {
    self.axes = axes
  }

  /// The order that architectures state: axis 0 outermost.
  static func stated(rank: Int) -> AxisOrder { AxisOrder(Array(0..<rank)) }

  /// Axis 1 innermost, where there are pixels behind it: (N, H, W, C).
  static func channelsLast(rank: Int) -> AxisOrder {
    rank < 3 ? .stated(rank: rank) : AxisOrder([0] + (2..<rank) + [1])
  }

  var rank: Int { axes.count }

  /// The number that an axis has in memory.
  ///
  /// - Precondition: the axis exists.
  func memoryAxis(of axis: Int) -> Int {
    guard let index = axes.firstIndex(of: axis) else {
      preconditionFailure("axis \(axis) among \(axes)")
    }
    return index
  }

  /// This order with some axes moved to the inner end, in the order given.
  func movingInnermost(_ last: [Int]) -> AxisOrder {
    AxisOrder(axes.filter { !last.contains($0) } + last)
  }

  /// This order without some axes; the others are numbered anew.
  func removing(_ removed: some Collection<Int>) -> AxisOrder {
    AxisOrder(
      axes.filter { !removed.contains($0) }.map { axis in
        axis - removed.count { $0 < axis }
      })
  }
}
