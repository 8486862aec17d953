import Autograd
import Concurrency
import Tensors
import Testing

/// Operators on operands that are large enough to be shared out.
@Suite struct SharedLoopTests {
  /// An operator, and the shapes of its operands.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let shapes: [Shape]
    let function: @Sendable ([Variable]) -> Variable

    init(
      _ name: String, _ shapes: [Shape], _ function: @escaping @Sendable ([Variable]) -> Variable
    ) {
      testDescription = name
      self.shapes = shapes
      self.function = function
    }

    /// The value, and the gradients for all operands; each was reached by another use before.
    func results() -> [[Float]] {
      let tape = Tape()
      let operands = shapes.enumerated().map {
        tape.watch(sample($1, seed: UInt64($0)), named: "\($0)")
      }
      let value = function(operands)
      let others = operands.map { (output: $0, weights: Tensor(repeating: 1, shape: $0.shape)) }
      let gradients = tape.gradients(of: [(value, sample(value.shape, seed: 9))] + others)
      return [value.value.scalars] + gradients.map(\.tensor.scalars)
    }
  }

  private static func convolution(
    _ name: String, _ input: Shape, _ weight: Shape, stride: Int = 1, dilation: Int = 1,
    groups: Int = 1
  ) -> Case {
    let window = SlidingWindow(
      extent: weight[2], stride: stride, padding: weight[2] / 2 * dilation, dilation: dilation)
    return Case("convolution, \(name)", [input, weight, [weight[0]]]) {
      $0[0].convolved(
        with: $0[1], bias: $0[2], over: ImageWindow(vertical: window, horizontal: window),
        groups: groups)
    }
  }

  private static let window = ImageWindow(
    vertical: SlidingWindow(extent: 3, stride: 2, padding: 1),
    horizontal: SlidingWindow(extent: 3, stride: 2, padding: 1))

  static let cases: [Case] = [
    convolution("3×3", [9, 24, 24, 16], [24, 16, 3, 3]),
    convolution("with strides", [9, 24, 24, 16], [24, 16, 3, 3], stride: 2),
    convolution("dilated", [9, 24, 24, 16], [24, 16, 3, 3], dilation: 2),
    convolution("1×1 of many channels", [5, 8, 8, 200], [300, 200, 1, 1]),
    convolution("in groups", [9, 24, 24, 32], [64, 8, 3, 3], groups: 4),
    convolution("depthwise", [9, 24, 24, 40], [40, 1, 5, 5], groups: 40),
    Case("transposed convolution", [[12, 12, 12, 24], [24, 16, 3, 3]]) {
      $0[0].transposedConvolved(with: $0[1], over: window, outputHeight: 24, outputWidth: 24)
    },
    Case("batch norm", [[12, 24, 24, 24], [24], [24]]) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2])
    },
    Case("layer norm", [[3_000, 65], [65], [65]]) {
      $0[0].layerNormalized(scale: $0[1], shift: $0[2])
    },
    Case("norm by the root mean square", [[3_000, 65], [65]]) {
      $0[0].rootMeanSquareNormalized(scale: $0[1])
    },
    Case("softmax", [[3_000, 65]]) { $0[0].softmax() },
    Case("GELU", [[3_000, 65]]) { $0[0].gelu() },
    Case("sum and product", [[12, 24, 24, 24], [12, 24, 24, 24], [24]]) {
      ($0[0] + $0[1]) * $0[2].expanded(to: [12, 24, 24, 24])
    },
    Case("maximum of windows", [[12, 24, 24, 24]]) { $0[0].maxPooled(over: window) },
    Case("mean of windows", [[12, 24, 24, 24]]) {
      $0[0].averagePooled(over: window, countsPadding: false)
    },
    Case("mean of pixels", [[12, 24, 24, 24]]) { $0[0].mean(overAxes: [1, 2]) },
    Case("axes in another order", [[12, 24, 24, 24]]) { $0[0].permuted([0, 3, 2, 1]) },
    Case("slices", [[12, 24, 24, 24]]) { $0[0].sliced(3..<20, alongAxis: 2) },
    Case("concatenation", [[12, 24, 24, 24], [12, 24, 24, 10]]) {
      concatenated([$0[0], $0[1]], alongAxis: 3)
    },
    Case("linear map of many rows", [[1_500, 100], [130, 100], [130]]) {
      linearMap($0[0], weight: $0[1], bias: $0[2])
    },
    Case("linear map of many columns", [[90, 200], [1_600, 200], [1_600]]) {
      linearMap($0[0], weight: $0[1], bias: $0[2])
    },
    Case("products of matrices", [[3, 600, 140], [3, 140, 420]]) { matrixProduct($0[0], $0[1]) },
    Case("products of transposed matrices", [[3, 600, 140], [3, 420, 140]]) {
      matrixProduct($0[0], transposing: $0[1])
    },
    Case("attention", [[150, 3 * 8 * 12], [4, 8]]) {
      selfAttention(
        $0[0], biases: $0[1], heads: 8,
        within: [
          ClassMatrix(
            rows: 150, columns: 150, classCount: 4,
            classes: (0..<150 * 150).map { UInt16($0 % 7 % 4) })
        ])
    },
  ]

  @Test("values and gradients have the same bits for any number of threads", arguments: cases)
  func threads(example: Case) {
    let alone = example.results()
    for threads in [2, 5] {
      let shared = withThreads(threads) { example.results() }
      #expect(shared.count == alone.count)
      for (found, expected) in zip(shared, alone) {
        #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(threads) threads")
      }
    }
  }
}
