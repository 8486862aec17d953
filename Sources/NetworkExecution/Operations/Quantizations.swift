import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Real numbers as whole ones of a format, or back; gradients pass the rounding unchanged.
  ///
  /// Source: ONNX operators `QuantizeLinear` and `DequantizeLinear`, opset 25.
  func quantize(
    _ operands: Operands, _ quantization: Quantization
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    guard let scale = try spread(1, over: x, operands, quantization) else {
      throw operands.misfit("a scale", found: "none")
    }
    let zeroPoint = try spread(2, over: x, operands, quantization)
    guard let range = quantization.range else {
      return x.map { x in (zeroPoint.map { x - $0 } ?? x) * scale }
    }
    return x.map { x in
      let whole = quotient(x, scale).roundedStraightThrough()
      return (zeroPoint.map { whole + $0 } ?? whole)
        .clipped(minimum: Float(range.lowerBound), maximum: Float(range.upperBound))
    }
  }

  /// A scale or zero point with as many axes as x, in its order, so that it is repeated along the
  /// others; `nil` where it is left out.
  private func spread(
    _ index: Int, over x: ArrangedVariable, _ operands: Operands, _ quantization: Quantization
  ) throws(ExecutionError) -> Variable? {
    guard let given = operands.optional(index) else { return nil }
    if given.count == 1 {
      return given.stated.reshaped(to: Shape(Array(repeating: 1, count: x.rank)))
    }
    let axis = try operands.axis(quantization.axis, of: x)
    var target = given.extents
    var stated = given.stated
    if given.rank == 1, quantization.blockSize == 0 {
      target = Array(repeating: 1, count: x.rank)
      target[axis] = given.count
      stated = stated.reshaped(to: Shape(target))
    } else if given.rank == x.rank, quantization.blockSize > 0 {
      let (extent, blocks) = (x.extents[axis], target[axis])
      guard blocks == (extent - 1) / quantization.blockSize + 1 else {
        throw operands.misfit(
          "a scale for each \(quantization.blockSize) of \(extent)", found: "\(target)")
      }
      stated = stated.gathered(
        indices: (0..<extent).map { $0 / quantization.blockSize }, axis: axis)
      target[axis] = extent
    }
    guard target.count == x.rank, zip(target, x.extents).allSatisfy({ $0 == $1 || $0 == 1 }) else {
      throw operands.misfit("a scale for \(x.extents)", found: "\(given.extents)")
    }
    return ArrangedVariable(stated).arranged(in: x.order).variable
  }
}
