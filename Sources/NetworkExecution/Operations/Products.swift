import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// x·Wᵀ + b over the last axis.
  func project(
    _ operands: Operands, _ layout: LinearLayout
  ) throws(ExecutionError) -> ArrangedVariable {
    let stated = try operands[0]
    var weight = try operands[1].stated
    guard stated.rank > 0, weight.shape.rank == 2,
      stated.extents[stated.rank - 1] == weight.shape[layout == .outputFirst ? 1 : 0]
    else {
      throw operands.misfit(
        "a last axis of as many features as the weight takes",
        found: "\(stated.extents) and a weight of shape \(weight.shape)")
    }
    if layout == .inputFirst { weight = weight.exchangingAxis(0) }
    let bias = try operands.vector(2, count: weight.shape[0])
    return stated.arranged(in: stated.order.movingInnermost([stated.rank - 1])).map {
      linearMap($0, weight: weight, bias: bias)
    }
  }

  /// The product of the last two axes, for each index of those before.
  ///
  /// Source: ONNX operator `MatMul`, opset 13.
  func multiplyMatrices(_ operands: Operands) throws(ExecutionError) -> ArrangedVariable {
    var stated = (left: try operands[0], right: try operands[1])
    let fitted = fittingBatch(
      [stated.left, stated.right], axes: 2..<max(2, stated.left.rank, stated.right.rank),
      images: operands.images)
    stated = (fitted[0], fitted[1])
    // A vector is a matrix of one row on the left, of one column on the right.
    let left = stated.left.rank == 1 ? stated.left.padded(toRank: 2) : stated.left
    let right =
      stated.right.rank == 1
      ? stated.right.reshaped(to: [stated.right.count, 1]) : stated.right
    let rank = max(left.rank, right.rank)
    guard left.rank >= 2, right.rank >= 2,
      left.extents[left.rank - 1] == right.extents[right.rank - 2],
      Broadcasting.extents(Array(left.extents.dropLast(2)), Array(right.extents.dropLast(2))) != nil
    else {
      throw operands.misfit(
        "matrices that fit each other", found: "\(left.extents) and \(right.extents)")
    }
    let product = ArrangedVariable(
      product(of: left.padded(toRank: rank).stated, right.padded(toRank: rank)))
    var extents = product.extents
    if stated.right.rank == 1 { extents.removeLast() }
    if stated.left.rank == 1 { extents.remove(at: rank - 2) }
    return extents.count == rank ? product : product.reshaped(to: extents)
  }

  /// The product of stacks of matrices; the right ones may lie in memory by columns.
  private func product(of left: Variable, _ right: ArrangedVariable) -> Variable {
    let (row, column) = (right.rank - 2, right.rank - 1)
    guard right.order.memoryAxis(of: column) < right.order.memoryAxis(of: row) else {
      return matrixProduct(left, right.stated)
    }
    let byColumns = AxisOrder.stated(rank: right.rank).movingInnermost([column, row])
    return matrixProduct(left, transposing: right.arranged(in: byColumns).variable)
  }
}
