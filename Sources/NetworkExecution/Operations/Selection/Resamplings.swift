import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Another grid for each axis: each element is a weighted sum of some of its axis.
  ///
  /// Source: ONNX operator `Resize`, opset 19.
  func resample(
    _ operation: Operation, _ operands: Operands, _ resampling: Resampling
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let stated = operation.inputs[0].flatMap { statedExtents(of: $0) } ?? []
    guard
      [resampling.scales.count, resampling.extents.count].sorted() == [0, x.rank].sorted(),
      !x.extents.contains(0)
    else {
      throw operands.misfit("\(x.rank) axes, none of them empty", found: "\(x.extents)")
    }
    var scales: [Float] = []
    var target: [Int] = []
    for (axis, extent) in x.extents.enumerated() {
      // An axis that keeps its extent in the file keeps it here.
      let isKept =
        resampling.extents.indices.contains(axis) && stated.indices.contains(axis)
        && stated[axis] == resampling.extents[axis]
      let result = isKept ? extent : resampling.resultExtent(of: extent, axis: axis)
      guard let result, result > 0 else {
        throw operands.misfit("extents from 1", found: "\(x.extents)")
      }
      scales.append(
        resampling.scales.isEmpty ? Float(result) / Float(extent) : resampling.scales[axis])
      target.append(result)
    }
    try limits.check(target, of: operands.operation)
    var result = x
    for (axis, extent) in x.extents.enumerated()
    where target[axis] != extent || scales[axis] != 1 {
      result = result.resampled(
        axis, by: AxisGrid(resampling, from: extent, to: target[axis], scale: scales[axis]))
    }
    return result
  }
}

/// Which elements of an axis each element of another one is a weighted sum of.
private struct AxisGrid {
  /// For each tap, the position that each element of the result reads, and its weight.
  let taps: [(positions: [Int], weights: [Float])]

  init(_ resampling: Resampling, from extent: Int, to result: Int, scale: Float) {
    let coordinates = (0..<result).map { index -> Float in
      let position = Float(index)
      switch resampling.coordinates {
      case .halfPixel:
        return (position + 0.5) / scale - 0.5
      case .halfPixelSymmetric:
        let adjustment = Float(result) / (scale * Float(extent))
        let offset = Float(extent) / 2 * (1 - adjustment)
        return offset + (position + 0.5) / scale - 0.5
      case .pytorchHalfPixel:
        return result > 1 ? (position + 0.5) / scale - 0.5 : 0
      case .alignCorners:
        // Of the extents before they are cut to whole numbers.
        let last = Float(extent) * scale - 1
        return last > 0 ? position * Float(extent - 1) / last : 0
      case .asymmetric:
        return position / scale
      }
    }
    func inside(_ position: Float) -> Int { Int(min(max(position, 0), Float(extent - 1))) }
    // An axis that shrinks is smoothed by a kernel that is as much wider.
    let width = resampling.isAntialiased ? 1 / min(scale, 1) : 1
    func taps(reach: Float, _ kernel: (Float) -> Float) -> [(positions: [Int], weights: [Float])] {
      let firsts = coordinates.map { $0.rounded(.down) }
      let most = Int((reach * width).rounded(.up))
      var taps = (1 - most...most).map { offset in
        (
          positions: firsts.map { inside($0 + Float(offset)) },
          weights: zip(coordinates, firsts).map { coordinate, first -> Float in
            let tap = first + Float(offset)
            let isOutside = resampling.excludesOutside && Float(inside(tap)) != tap
            return isOutside ? 0 : kernel((coordinate - tap) / width)
          }
        )
      }
      guard resampling.isAntialiased || resampling.excludesOutside else { return taps }
      for position in 0..<result {
        let sum = taps.reduce(0) { $0 + $1.weights[position] }
        guard sum != 0 else { continue }
        for tap in taps.indices { taps[tap].weights[position] /= sum }
      }
      return taps
    }
    switch resampling.method {
    case .nearest:
      let positions = coordinates.map { coordinate in
        switch resampling.rounding {
        case .preferFloor: inside((coordinate - 0.5).rounded(.up))
        case .preferCeiling: inside((coordinate + 0.5).rounded(.down))
        case .floor: inside(coordinate.rounded(.down))
        case .ceiling: inside(coordinate.rounded(.up))
        case .spread: inside(coordinate.rounded(scale < 1 ? .up : .down))
        }
      }
      self.taps = [(positions, [])]
    case .linear:
      self.taps = taps(reach: 1) { max(0, 1 - abs($0)) }
    case .cubic:
      self.taps = taps(reach: 2) { Self.cubicWeight($0, resampling.cubicCoefficient) }
    }
  }

  /// The cubic convolution kernel with a number `a`.
  ///
  /// Source: Keys, "Cubic convolution interpolation for digital image processing" (IEEE Transactions
  /// on Acoustics, Speech, and Signal Processing 29, 1981), Eq. 8.
  private static func cubicWeight(_ distance: Float, _ a: Float) -> Float {
    let x = abs(distance)
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }
}

extension ArrangedVariable {
  /// The tensor with an axis laid over another grid.
  fileprivate func resampled(_ axis: Int, by grid: AxisGrid) -> ArrangedVariable {
    let memoryAxis = order.memoryAxis(of: axis)
    return map { x in
      var sum: Variable?
      for (positions, weights) in grid.taps {
        var part = x.gathered(indices: positions, axis: memoryAxis)
        if !weights.isEmpty {
          let extents = (0..<x.shape.rank).map { $0 == memoryAxis ? weights.count : 1 }
          part = part * Variable(Tensor(shape: Shape(extents), scalars: weights))
        }
        sum = sum.map { $0 + part } ?? part
      }
      return sum ?? x
    }
  }
}
