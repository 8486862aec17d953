import Autograd
import Concurrency
import Kernels
import Layers
import Tensors

extension ConvolutionalDecoder {
  /// Kernels of several extents, with V read once: (outputs, inputs, height, width) each.
  ///
  /// The features of equal windows are made together; what is left is one product of each position's
  /// features with the rows of V for the kernel's channels.
  func kernels(_ requests: [KernelRequest], from states: Tensor, threads: Int) -> [Tensor] {
    var windows: [[Int]] = []
    for index in requests.indices {
      let extents = requests[index].extents
      let place = windows.firstIndex { window in
        let other = requests[window[0]].extents
        return (other.height, other.width) == (extents.height, extents.width)
      }
      if let place { windows[place].append(index) } else { windows.append([index]) }
    }
    let grouped = windows
    let made = concurrentMap(count: grouped.count, threads: threads) { place in
      let extents = requests[grouped[place][0]].extents
      let nodes = grouped[place].map { requests[$0].state }
      return positionFeatures(
        of: Variable(states).rows(at: nodes), height: extents.height, width: extents.width
      ).value
    }
    var parts = [ChannelPart?](repeating: nil, count: requests.count)
    var row = 0
    for index in grouped.joined() {
      let (extents, scale) = (requests[index].extents, requests[index].scale)
      parts[index] = ChannelPart(
        firstRow: row, positions: extents.positionCount, outputs: extents.outputs,
        inputs: extents.inputs, scale: scale)
      row += extents.positionCount
    }
    let kernels = channelProducts(
      concatenated(made.map { Variable($0) }, alongAxis: 0).value, weight: channels.weight.value,
      bias: channels.bias?.value, inputs: inputs, parts: parts.compactMap(\.self),
      threads: threads)
    return zip(kernels, requests).map { Variable($0).reshaped(to: $1.extents.shape).value }
  }
}
