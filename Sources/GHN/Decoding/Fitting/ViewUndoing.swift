import ArchDAG
import Tensors

/// The numbers of a parameter that follow from a predicted tensor by its view, made when they are
/// asked for: of the predicted tensor only the block is in memory.
struct ViewUndoing {
  private let view: ParameterView
  private let block: Tensor
  private let blockExtents: [Int]
  private let targetExtents: [Int]
  /// The lengths of the tensor's parts, where that is what the parameter holds.
  private let lengths: [Float]

  /// - Parameters:
  ///   - view: what the parameter is of the tensor that the layer reads.
  ///   - shape: the parameter's shape.
  ///   - block: the block that the tensor repeats.
  ///   - target: the tensor's shape, with as many axes as the block's.
  init(_ view: ParameterView, of shape: Shape, block: Tensor, target: Shape) {
    self.view = view
    self.block = block
    blockExtents = block.shape.extents
    targetExtents = target.extents
    guard case .lengths = view.measure else {
      lengths = []
      return
    }
    let (blockExtents, targetExtents) = (blockExtents, targetExtents)
    lengths = (0..<shape.count).map { index in
      let squares = view.layerIndices(of: index).reduce(into: 0.0) { sum, target in
        let scalar = Double(
          block.scalars[Self.blockIndex(target, blockExtents: blockExtents, targetExtents)])
        sum += scalar * scalar
      }
      return Float(squares.squareRoot())
    }
  }

  /// Writes the parameter's scalars `range`.
  func write(_ range: Range<Int>, into scalars: inout MutableSpan<Float>) {
    switch view.measure {
    case .lengths:
      for (offset, index) in range.enumerated() { scalars[offset] = lengths[index] }
    case .elements(let factor, let added):
      let numbers = block.scalars
      for (offset, index) in range.enumerated() {
        guard let target = view.layerIndex(of: index) else {
          scalars[offset] = 0
          continue
        }
        scalars[offset] =
          factor * numbers[Self.blockIndex(target, blockExtents: blockExtents, targetExtents)]
          + added
      }
    }
  }

  /// Where the element at `index` of the tensor stands in the block: each coordinate modulo the
  /// block's extent.
  private static func blockIndex(
    _ index: Int, blockExtents: [Int], _ targetExtents: [Int]
  ) -> Int {
    var rest = index
    var result = 0
    var stride = 1
    for axis in targetExtents.indices.reversed() {
      result += rest % targetExtents[axis] % blockExtents[axis] * stride
      rest /= targetExtents[axis]
      stride *= blockExtents[axis]
    }
    return result
  }
}
