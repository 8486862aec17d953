import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Two tensors element by element; axes of extent 1 are repeated.
  ///
  /// Source: ONNX, "Multidirectional Broadcasting".
  func combine(
    _ operands: Operands, _ function: Arithmetic
  ) throws(ExecutionError) -> ArrangedVariable {
    let aligned = try alignedOperands(operands, 0..<2)
    let (x, y) = (aligned[0].variable, aligned[1].variable)
    let z =
      switch function {
      case .add: x + y
      case .subtract: x - y
      case .multiply: x * y
      case .divide: quotient(x, y)
      case .power: x.power(y)
      case .minimum: minimum(x, y)
      case .maximum: maximum(x, y)
      }
    return ArrangedVariable(z, order: aligned[0].order)
  }

  /// Two tensors element by element by a function of steps; axes of extent 1 are repeated.
  ///
  /// Source: ONNX, "Multidirectional Broadcasting"; operators `Less`, `And`, `Mod` and their kind.
  func combine(
    _ operands: Operands, _ function: DiscreteFunction
  ) throws(ExecutionError) -> ArrangedVariable {
    let aligned = try alignedOperands(operands, 0..<2)
    let (x, y) = (aligned[0].variable, aligned[1].variable)
    let z =
      switch function {
      case .less: comparison(x, y) { $0 < $1 }
      case .lessOrEqual: comparison(x, y) { $0 <= $1 }
      case .greater: comparison(x, y) { $0 > $1 }
      case .greaterOrEqual: comparison(x, y) { $0 >= $1 }
      case .equal: comparison(x, y) { $0 == $1 }
      case .and: comparison(x, y) { $0 != 0 && $1 != 0 }
      case .or: comparison(x, y) { $0 != 0 || $1 != 0 }
      case .exclusiveOr: comparison(x, y) { ($0 != 0) != ($1 != 0) }
      case .remainder: remainder(x, y, ofCutQuotient: false)
      case .cutRemainder: remainder(x, y, ofCutQuotient: true)
      case .wholeQuotient: wholeQuotient(x, y)
      }
    return ArrangedVariable(z, order: aligned[0].order)
  }

  /// Element by element the second operand where the first is not 0, else the third.
  ///
  /// Source: ONNX operator `Where`, opset 16.
  func select(_ operands: Operands) throws(ExecutionError) -> ArrangedVariable {
    let aligned = try alignedOperands(operands, 0..<3)
    let condition = aligned[0].variable.value
    return ArrangedVariable(
      aligned[1].variable.selected(condition: condition, other: aligned[2].variable),
      order: aligned[1].order)
  }

  /// Some operands with as many axes each, in one order: that of the largest.
  private func alignedOperands(
    _ operands: Operands, _ indices: Range<Int>
  ) throws(ExecutionError) -> [ArrangedVariable] {
    var found: [ArrangedVariable] = []
    for index in indices { found.append(try operands[index]) }
    let rank = found.map(\.rank).max() ?? 0
    found = fittingBatch(found, axes: 0..<rank, images: operands.images)
    var order = AxisOrder.stated(rank: rank)
    var largest = -1
    for x in found where x.count > largest {
      largest = x.count
      order = x.padded(toRank: rank).order
    }
    var together: [Int] = []
    for x in found {
      guard let next = Broadcasting.extents(together, x.extents) else {
        throw operands.misfit(
          "extents that are equal or 1", found: "\(together) and \(x.extents)")
      }
      together = next
    }
    return found.map { $0.padded(toRank: rank).arranged(in: order) }
  }
}
