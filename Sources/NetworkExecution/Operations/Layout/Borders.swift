import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// A border of one number, or of elements of the tensor; where an amount is negative, a part is
  /// cut off.
  ///
  /// Source: ONNX operator `Pad`, opset 19.
  func pad(
    _ operands: Operands, amounts: [Int]?, border: Border = .constant(0)
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    guard let amounts, amounts.count == 2 * x.rank,
      zip(x.extents, zip(amounts, amounts[x.rank...])).allSatisfy({ extent, ends in
        // So bounded, that sums of them do not overflow.
        [ends.0, ends.1].allSatisfy { abs(Double($0)) < 0x1p60 }
          && extent + min(ends.0, 0) + min(ends.1, 0) >= 0
      })
    else { throw operands.misfit("two amounts for each axis", found: "\(x.extents)") }
    var result = x
    for axis in 0..<x.rank {
      let (front, back) = (min(amounts[axis], 0), min(amounts[axis + x.rank], 0))
      result = result.cut(axis, to: -front..<x.extents[axis] + back)
    }
    try limits.check(
      result.extents.indices.map {
        result.extents[$0] + max(amounts[$0], 0) + max(amounts[$0 + x.rank], 0)
      }, of: operands.operation)
    guard case .constant(let number) = border else {
      for axis in 0..<x.rank {
        result = try bordered(
          result, axis, before: max(amounts[axis], 0), after: max(amounts[axis + x.rank], 0),
          by: border, operands)
      }
      return result
    }
    let before = result.order.axes.map { max(amounts[$0], 0) }
    let after = result.order.axes.map { max(amounts[$0 + x.rank], 0) }
    guard before.contains(where: { $0 > 0 }) || after.contains(where: { $0 > 0 }) else {
      return result
    }
    return result.map { $0.padded(before: before, after: after, with: number) }
  }

  private func bordered(
    _ x: ArrangedVariable, _ axis: Int, before: Int, after: Int, by border: Border,
    _ operands: Operands
  ) throws(ExecutionError) -> ArrangedVariable {
    guard before > 0 || after > 0 else { return x }
    let extent = x.extents[axis]
    guard extent > 0 else { throw operands.misfit("an axis to extend", found: "\(x.extents)") }
    let positions = (-before..<extent + after).map { position -> Int in
      switch border {
      case .constant, .edge: return min(max(position, 0), extent - 1)
      case .wrap: return ((position % extent) + extent) % extent
      case .reflect:
        guard extent > 1 else { return 0 }
        let period = 2 * (extent - 1)
        let phase = ((position % period) + period) % period
        return min(phase, period - phase)
      }
    }
    return x.map { $0.gathered(indices: positions, axis: x.order.memoryAxis(of: axis)) }
  }
}
