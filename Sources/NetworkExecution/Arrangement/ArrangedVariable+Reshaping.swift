import Autograd
import Tensors

extension ArrangedVariable {
  /// The same elements, in the order that the architecture states, under other extents.
  ///
  /// Where every axis, or every run of axes that is merged or cut, lies together in memory, no
  /// element moves: (N, C, H, W) with the channels innermost becomes (N, C, H·W) with the channels
  /// innermost.
  ///
  /// - Precondition: the extents have the same product.
  func reshaped(to target: [Int]) -> ArrangedVariable {
    guard let order = orderMovingNothing(for: target) else {
      return ArrangedVariable(stated.reshaped(to: Shape(target)))
    }
    let shape = Shape(order.axes.map { target[$0] })
    return ArrangedVariable(variable.reshaped(to: shape), order: order)
  }

  /// The order in which the axes of the result lie if no element moves; `nil` if one must.
  private func orderMovingNothing(for target: [Int]) -> AxisOrder? {
    guard let runs = matchingRuns(extents, target) else { return nil }
    let filled = order.axes.filter { variable.shape[order.memoryAxis(of: $0)] != 1 }
    var result: [Int] = []
    var next = filled.startIndex
    while next < filled.endIndex {
      guard let run = runs.first(where: { $0.old.first == filled[next] }),
        filled[next...].starts(with: run.old)
      else { return nil }
      result += run.new
      next += run.old.count
    }
    let ones = target.indices.filter { target[$0] == 1 }
    return AxisOrder(result + ones)
  }
}

/// The shortest runs of neighboring axes whose extents have equal products, axes of extent 1 left
/// out; `nil` if an axis is empty.
private func matchingRuns(_ old: [Int], _ new: [Int]) -> [(old: [Int], new: [Int])]? {
  guard !old.contains(0), !new.contains(0) else { return nil }
  var oldAxes = old.indices.filter { old[$0] != 1 }[...]
  var newAxes = new.indices.filter { new[$0] != 1 }[...]
  var runs: [(old: [Int], new: [Int])] = []
  while let firstOld = oldAxes.popFirst(), let firstNew = newAxes.popFirst() {
    var run = (old: [firstOld], new: [firstNew])
    var products = (old: old[firstOld], new: new[firstNew])
    while products.old != products.new {
      if products.old < products.new {
        guard let axis = oldAxes.popFirst() else { return nil }
        run.old.append(axis)
        products.old *= old[axis]
      } else {
        guard let axis = newAxes.popFirst() else { return nil }
        run.new.append(axis)
        products.new *= new[axis]
      }
    }
    runs.append(run)
  }
  return oldAxes.isEmpty && newAxes.isEmpty ? runs : nil
}
