import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// The largest, or the smallest, elements along an axis, in order, and where each stands; of equal
  /// ones the first comes first, and what is no number last.
  ///
  /// Source: ONNX operator `TopK`, opset 24.
  func topElements(
    _ operands: Operands, axis: Int, count: Int, isLargest: Bool
  ) throws(ExecutionError) -> [ArrangedVariable] {
    let x = try operands[0]
    let axis = try operands.axis(axis, of: x)
    let extent = x.extents[axis]
    guard 0...extent ~= count else {
      throw operands.misfit("at most \(extent) elements", found: "\(count)")
    }
    var extents = x.extents
    extents[axis] = count
    let inner = extents[(axis + 1)...].reduce(1, *)
    let outer = extents[..<axis].reduce(1, *)
    let stated = x.stated
    let scalars = stated.value.scalars
    var offsets = [Int](repeating: 0, count: outer * count * inner)
    var positions = [Float](repeating: 0, count: offsets.count)
    for row in 0..<outer {
      for column in 0..<inner {
        let first = row * extent * inner + column
        let order = (0..<extent).sorted { left, right in
          let (a, b) = (scalars[first + left * inner], scalars[first + right * inner])
          if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? left < right : b.isNaN }
          return a == b ? left < right : (a > b) == isLargest
        }
        for (rank, position) in order.prefix(count).enumerated() {
          let index = (row * count + rank) * inner + column
          offsets[index] = first + position * inner
          positions[index] = Float(position)
        }
      }
    }
    let elements = stated.reshaped(to: [x.count]).gathered(indices: offsets, axis: 0)
    return [
      ArrangedVariable(elements.reshaped(to: Shape(extents))),
      ArrangedVariable(Variable(Tensor(shape: Shape(extents), scalars: positions))),
    ]
  }
}
