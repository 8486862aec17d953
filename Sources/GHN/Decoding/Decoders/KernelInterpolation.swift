import Autograd
import Tensors

extension Variable {
  /// These kernels (…, height, width), resized to the height and width of `extents` by bilinear
  /// interpolation between the centers of their elements, if they have others.
  ///
  /// Source: reference code `ghn3/nn.py`, `ConvDecoder3`: PyTorch's `interpolate` with mode
  /// `bilinear` and `align_corners=False`.
  func interpolated(to extents: GHNConfiguration.BlockExtents) -> Variable {
    let rank = shape.rank
    let (height, width) = (shape[rank - 2], shape[rank - 1])
    let (newHeight, newWidth) = (extents.height, extents.width)
    if (height, width) == (newHeight, newWidth) { return self }
    let rows = interpolationWeights(from: height, to: newHeight)
    let columns = interpolationWeights(from: width, to: newWidth)
    var matrix = [Float](repeating: 0, count: newHeight * newWidth * height * width)
    for (y, row) in rows.enumerated() {
      for (x, column) in columns.enumerated() {
        let start = (y * newWidth + x) * height * width
        for (sourceY, a) in row {
          for (sourceX, b) in column { matrix[start + sourceY * width + sourceX] += a * b }
        }
      }
    }
    let outer = Array(shape.extents[..<(rank - 2)])
    let weight = Tensor(shape: [newHeight * newWidth, height * width], scalars: matrix)
    return linearMap(
      reshaped(to: Shape(outer + [height * width])), weight: Variable(weight), bias: nil
    ).reshaped(to: Shape(outer + [newHeight, newWidth]))
  }
}

/// For each of `newExtent` elements, the two old elements that it lies between, with their weights.
private func interpolationWeights(
  from extent: Int, to newExtent: Int
) -> [[(source: Int, weight: Float)]] {
  let ratio = Float(extent) / Float(newExtent)
  return (0..<newExtent).map { index in
    let position = max(0, (Float(index) + 0.5) * ratio - 0.5)
    let low = min(Int(position), extent - 1)
    let fraction = position - Float(low)
    return [(low, 1 - fraction), (min(low + 1, extent - 1), fraction)]
  }
}
