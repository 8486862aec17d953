import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Source: ONNX operators `ReduceSum`, `ReduceProd`, `ReduceMin`, `ReduceMax`, opset 18, and
  /// `ArgMax` and `ArgMin`, opset 13.
  func reduce(
    _ operands: Operands, by function: Reduction, axes: [Int], keepsAxes: Bool
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    var reduced: [Int] = []
    for axis in axes { reduced.append(try operands.axis(axis, of: x)) }
    let isExtreme = function != .sum && function != .product
    guard Set(reduced).count == axes.count, !isExtreme || !x.extents.contains(0) else {
      throw operands.misfit("axes that differ, none of them empty", found: "\(x.extents), \(axes)")
    }
    guard !reduced.isEmpty else { return x }
    let kept = (0..<x.rank).filter { !reduced.contains($0) }
    let extents = x.extents
    let result: Variable
    if function == .sum {
      let last = Array(kept.count..<x.rank)
      result = x.arranged(in: AxisOrder(kept + reduced)).variable.sum(overAxes: last)
    } else {
      let columns = reduced.reduce(1) { $0 * extents[$1] }
      let rows = x.arranged(in: AxisOrder(kept + reduced)).variable
        .reshaped(to: Shape(kept.map { extents[$0] } + [columns]))
      result =
        switch function {
        case .product: rows.rowProduct()
        case .minimum: rows.rowMinimum()
        case .maximum, .sum: rows.rowMaximum()
        case .indexOfMinimum: rows.value.rowIndices { $0 < $1 }
        case .indexOfMaximum: rows.value.rowIndices { $0 > $1 }
        }
    }
    guard keepsAxes else { return ArrangedVariable(result) }
    return ArrangedVariable(
      result.reshaped(to: Shape(extents.indices.map { reduced.contains($0) ? 1 : extents[$0] })))
  }

  /// Source: ONNX operator `LRN`, opset 13.
  func normalizeLocally(
    _ operands: Operands, _ norm: LocalResponseNorm
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    guard x.rank >= 2, norm.size > 0, x.extents[1] > 0 else {
      throw operands.misfit("channels, and a size from 1", found: "\(x.extents), \(norm.size)")
    }
    let channels = x.extents[1]
    let last = x.arranged(in: x.order.movingInnermost([1]))
    // Neighbors beyond the ends are 0: no more of them are added than there are channels.
    let before = min((norm.size - 1) / 2, channels)
    let after = min(norm.size / 2, channels)
    let rank = x.rank
    let squares = last.variable * last.variable
    var border = [Int](repeating: 0, count: rank)
    border[rank - 1] = before
    var behind = border
    behind[rank - 1] = after
    let padded = squares.padded(before: border, after: behind)
    var sum = padded.sliced(0..<channels, alongAxis: rank - 1)
    for first in 1..<max(1, before + after + 1) {
      sum = sum + padded.sliced(first..<first + channels, alongAxis: rank - 1)
    }
    let scale = sum.scaled(by: norm.alpha / Float(norm.size))
    let bias = Variable(Tensor(shape: [1], scalars: [norm.bias]))
    return ArrangedVariable(
      last.variable * (scale + bias).power(-norm.beta), order: last.order)
  }
}

extension Tensor {
  /// Where the first element that none precedes by `precedes` stands in each row of the last axis.
  fileprivate func rowIndices(_ precedes: (Float, Float) -> Bool) -> Variable {
    let extents = Array(shape.extents.dropLast())
    let columns = shape.extents.last ?? 1
    let rows = extents.reduce(1, *)
    let indices = withScalars { x in
      (0..<rows).map { row in
        var best = 0
        for column in 1..<max(1, columns)
        where precedes(x[row * columns + column], x[row * columns + best]) { best = column }
        return Float(best)
      }
    }
    return Variable(Tensor(shape: Shape(extents), scalars: indices))
  }
}
