import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// The sum, over the depth of the kernel, of transposed convolutions of all images of a volume
  /// (N, C, D, H, W), each of which stands at the depth to which the kernel takes it.
  ///
  /// Source: ONNX operator `ConvTranspose`, opset 11.
  func convolveTransposedVolume(
    _ operands: Operands, _ convolution: ConvolutionAttributes, outputPadding: [Int]?
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let weight = try operands[1].stated
    let extents = convolution.transposedExtents(
      of: x.extents.map(Optional.some), weight: weight.shape.extents.map(Optional.some),
      outputPadding: outputPadding)
    guard x.rank == 5, weight.shape.rank == 5, weight.shape.count > 0, x.count > 0,
      let result = extents?.compactMap(\.self), result.count == 5
    else {
      throw operands.misfit(
        "a volume larger than its padding", found: "\(x.extents) and \(weight.shape)")
    }
    try limits.check(result, of: operands.operation)
    let depth = x.extents[2]
    let images = x.arranged(in: .stated(rank: 5)).images(from: 0, step: 1, count: depth)
    var sum: Variable?
    for tap in 0..<weight.shape[2] {
      let kernel = weight.sliced(tap..<tap + 1, alongAxis: 2)
      let extents = kernel.shape.extents
      let part = try convolveTransposed(
        Operands(
          operation: operands.operation,
          values: [
            images,
            ArrangedVariable(kernel.reshaped(to: Shape(Array(extents[..<2] + extents[3...])))),
          ]), convolution.plane, outputPadding: outputPadding.map { Array($0[1...]) })
      // Behind the last image stands one of zeros, for the depths to which the kernel takes none.
      let volume = part.stated.volume(images: x.extents[0], depth: depth).stated
        .padded(before: [0, 0, 0, 0, 0], after: [0, 0, 1, 0, 0])
      let sources = (0..<result[2]).map { position in
        let (source, rest) = (position + convolution.padding[0] - tap * convolution.dilations[0])
          .quotientAndRemainder(dividingBy: convolution.strides[0])
        return rest == 0 && 0..<depth ~= source ? source : depth
      }
      let spread = volume.gathered(indices: sources, axis: 2)
      sum = sum.map { $0 + spread } ?? spread
    }
    guard var sum else { throw operands.misfit("a kernel", found: "\(weight.shape)") }
    if let bias = try operands.vector(2, count: result[1]) {
      sum = sum + bias.reshaped(to: [result[1], 1, 1, 1])
    }
    return ArrangedVariable(sum)
  }
}
