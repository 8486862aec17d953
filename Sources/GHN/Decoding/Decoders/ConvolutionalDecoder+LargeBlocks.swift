import Autograd
import Concurrency
import Kernels
import Layers
import Tensors

extension ConvolutionalDecoder {
  /// The part of the largest block that is decoded for a block, if its channels are so many that V should
  /// be read once for all such blocks; `nil` for others.
  func largeExtents(of block: DecodePlan.Block) -> GHNConfiguration.BlockExtents? {
    guard let extents = decodedExtents(for: block), extents.outputs >= 8,
      extents.outputs * extents.inputs >= 1 << 13
    else { return nil }
    return extents
  }

  /// The kernels from which large blocks are made, multiplied as the requests say: (1, outputs, inputs,
  /// height, width) each.
  ///
  /// - Precondition: all blocks are large.
  func largeKernels(_ requests: [BlockRequest], from embeddings: Tensor) -> [Tensor] {
    let large = requests.compactMap { request in
      largeExtents(of: request.block).map {
        LargeKernel(embedding: request.embedding, extents: $0, factor: request.factor)
      }
    }
    precondition(large.count == requests.count, "\(requests.count) blocks, \(large.count) large")
    return large.isEmpty ? [] : kernels(large, from: embeddings)
  }

  /// A kernel of many channels.
  private struct LargeKernel {
    /// The row of the embedding that it is made from.
    var embedding: Int
    /// Which part of the largest block.
    var extents: GHNConfiguration.BlockExtents
    /// What its numbers are multiplied by.
    var factor: Float
  }

  /// Kernels of several extents, with V read once: (1, outputs, inputs, height, width) each.
  ///
  /// The features of equal windows are made together; what is left is one product of each position's
  /// features with the rows of V for the kernel's channels.
  private func kernels(_ large: [LargeKernel], from embeddings: Tensor) -> [Tensor] {
    var windows: [[Int]] = []
    for index in large.indices {
      let extents = large[index].extents
      let known = windows.firstIndex { window in
        let other = large[window[0]].extents
        return (other.height, other.width) == (extents.height, extents.width)
      }
      if let known { windows[known].append(index) } else { windows.append([index]) }
    }
    let grouped = windows.map { indices in
      (extents: large[indices[0]].extents, nodes: indices.map { large[$0].embedding })
    }
    let made = concurrentMap(count: grouped.count) { group in
      let (extents, nodes) = grouped[group]
      return positionFeatures(
        of: Variable(embeddings).rows(at: nodes), height: extents.height, width: extents.width
      ).value
    }
    var parts = [ChannelPart?](repeating: nil, count: large.count)
    var row = 0
    for index in windows.joined() {
      let extents = large[index].extents
      parts[index] = ChannelPart(
        firstRow: row, positions: extents.positionCount, outputs: extents.outputs,
        inputs: extents.inputs, scale: large[index].factor)
      row += extents.positionCount
    }
    let kernels = channelProducts(
      concatenated(made.map { Variable($0) }, alongAxis: 0).value, weight: channels.weight.value,
      bias: channels.bias?.value, inputs: largest.inputs, parts: parts.compactMap(\.self))
    return zip(kernels, large).map {
      Variable($0).reshaped(to: Shape([1] + $1.extents.shape.extents)).value
    }
  }
}
