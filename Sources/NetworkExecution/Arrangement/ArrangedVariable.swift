import ArchDAG
import Autograd
import Tensors

/// A variable whose axes may lie in memory in another order than the architecture states them.
///
/// Transpositions only rename axes; a copy is made where an operator needs another order, and not
/// even then if only axes of extent 1 change their order.
struct ArrangedVariable {
  /// The numbers, with the axes as they lie in memory.
  let variable: Variable
  /// Which of the architecture's axes each axis in memory is.
  let order: AxisOrder

  /// A variable whose axes lie in this order.
  ///
  /// - Precondition: the ranks are equal.
  init(_ variable: Variable, order: AxisOrder) {
    precondition(variable.shape.rank == order.rank, "\(variable.shape) in the order \(order.axes)")
    self.variable = variable
    self.order = order
  }

  /// A variable as the architecture states it.
  init(_ variable: Variable) {
    self.init(variable, order: .stated(rank: variable.shape.rank))
  }

  var rank: Int { order.rank }

  var count: Int { variable.shape.count }

  /// The extent of each axis, as the architecture numbers them.
  var extents: [Int] {
    var extents = [Int](repeating: 1, count: rank)
    for (index, axis) in order.axes.enumerated() { extents[axis] = variable.shape[index] }
    return extents
  }

  /// The axis counted from the front; `nil` if there is no such axis.
  func axis(_ axis: Int) -> Int? { normalizedAxis(axis, rank: rank) }

  /// The same tensor, its axes in another order in memory.
  func arranged(in target: AxisOrder) -> ArrangedVariable {
    guard target != order else { return self }
    let extents = extents
    let shape = Shape(target.axes.map { extents[$0] })
    let arranged =
      isMoved(by: target)
      ? variable.permuted(target.axes.map(order.memoryAxis(of:))) : variable.reshaped(to: shape)
    return ArrangedVariable(arranged, order: target)
  }

  /// Whether elements move where the axes get another order in memory.
  func isMoved(by target: AxisOrder) -> Bool {
    guard target != order else { return false }
    let extents = extents
    return order.axes.filter { extents[$0] != 1 } != target.axes.filter { extents[$0] != 1 }
  }

  /// The same tensor as the architecture states it.
  var stated: Variable { arranged(in: .stated(rank: rank)).variable }

  /// The tensor with a function applied that looks at each element alone, or keeps the shape.
  func map(_ function: (Variable) -> Variable) -> ArrangedVariable {
    ArrangedVariable(function(variable), order: order)
  }

  /// The same tensor with axes of extent 1 in front, so that it has `rank` axes.
  func padded(toRank rank: Int) -> ArrangedVariable {
    let added = rank - self.rank
    guard added > 0 else { return self }
    let ones = [Int](repeating: 1, count: added)
    return ArrangedVariable(
      variable.reshaped(to: Shape(ones + variable.shape.extents)),
      order: AxisOrder(Array(0..<added) + order.axes.map { $0 + added }))
  }

  /// The same tensor with its axes renamed: axis i of the result is axis `permutation[i]`.
  func transposed(_ permutation: [Int]) -> ArrangedVariable {
    var names = permutation
    for (new, old) in permutation.enumerated() { names[old] = new }
    return ArrangedVariable(variable, order: AxisOrder(order.axes.map { names[$0] }))
  }
}
