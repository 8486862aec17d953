import ArchDAG
import Tensors

/// The numbers of a parameter that follow from a predicted tensor by its view, made when they are
/// asked for: of the predicted tensor only the block is in memory.
struct ViewUndoing {
  private let view: ParameterView
  private let block: Tensor
  private let blockExtents: [Int]
  private let targetExtents: [Int]
  /// The lengths or deviations of the tensor's parts, where that is what the parameter holds.
  private let statistics: [Float]

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
    let isCentered: Bool
    switch view.measure {
    case .elements:
      statistics = []
      return
    case .lengths: isCentered = false
    case .deviations: isCentered = true
    }
    let (numbers, blockExtents, targetExtents) = (block.scalars, blockExtents, targetExtents)
    statistics = (0..<shape.count).map { index in
      let part = view.layerIndices(of: index).map { target in
        Double(numbers[Self.blockIndex(target, blockExtents: blockExtents, targetExtents)])
      }
      let count = Double(max(1, part.count))
      let mean = isCentered ? part.reduce(0, +) / count : 0
      let squares = part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return Float((isCentered ? squares / count : squares).squareRoot())
    }
  }

  /// Writes the parameter's scalars `range`.
  func write(_ range: Range<Int>, into scalars: inout MutableSpan<Float>) {
    switch view.measure {
    case .lengths, .deviations:
      for (offset, index) in range.enumerated() { scalars[offset] = statistics[index] }
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
