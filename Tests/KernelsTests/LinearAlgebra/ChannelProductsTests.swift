import Concurrency
import Kernels
import Randomness
import Tensors
import Testing

@Suite struct ChannelProductsTests {
  /// Parts of many extents; two share rows, and one reaches every channel.
  private let parts = [
    ChannelPart(firstRow: 4, positions: 1, outputs: 9, inputs: 7, scale: 0.5),
    ChannelPart(firstRow: 0, positions: 4, outputs: 3, inputs: 7, scale: 2),
    ChannelPart(firstRow: 2, positions: 2, outputs: 9, inputs: 2, scale: -1),
    ChannelPart(firstRow: 5, positions: 3, outputs: 10, inputs: 8, scale: 1),
    ChannelPart(firstRow: 5, positions: 1, outputs: 1, inputs: 1, scale: 3),
  ]

  @Test("each part has the products of its positions and channels", arguments: [true, false])
  func products(hasBias: Bool) {
    let (outputs, inputs, inner) = (10, 8, 5)
    var generator = SplitMix64(seed: 1)
    func drawn(_ shape: Shape) -> Tensor {
      Tensor(
        shape: shape,
        scalars: (0..<shape.count).map { _ in Float.random(in: -1...1, using: &generator) })
    }
    let x = drawn([8, inner])
    let weight = drawn([outputs * inputs, inner])
    let bias = hasBias ? drawn([outputs * inputs]) : nil
    let found = channelProducts(
      x, weight: weight, bias: bias, inputs: inputs, parts: parts)
    for (part, tensor) in zip(parts, found) {
      #expect(tensor.shape == [part.outputs, part.inputs, part.positions])
      var index = 0
      for o in 0..<part.outputs {
        for i in 0..<part.inputs {
          for p in 0..<part.positions {
            let row = o * inputs + i
            let sum = (0..<inner).reduce(bias?.scalars[row] ?? 0) {
              $0 + x.scalars[(part.firstRow + p) * inner + $1] * weight.scalars[row * inner + $1]
            }
            // Sums of five products of numbers below 1, in another order.
            #expect(abs(tensor.scalars[index] - part.scale * sum) < 1e-5, "\(o) \(i) \(p)")
            index += 1
          }
        }
      }
    }
    let parallel = withThreads(3) {
      channelProducts(x, weight: weight, bias: bias, inputs: inputs, parts: parts)
    }
    #expect(parallel == found)
  }
}
