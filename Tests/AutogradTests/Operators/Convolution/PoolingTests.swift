import Autograd
import Tensors
import Testing

@Suite struct PoolingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var window: ImageWindow
    var image: Shape
    var outputs: (height: Int, width: Int)?
    var testDescription: String { "\(window) over \(image)" }
  }

  static let cases: [Case] = [
    Case(window: .init(.init(extent: 3, stride: 1, padding: 1)), image: [2, 4, 5, 3]),
    Case(window: .init(.init(extent: 3, stride: 2, padding: 1)), image: [1, 5, 4, 17]),
    Case(window: .init(.init(extent: 2, stride: 2)), image: [1, 4, 4, 16]),
    Case(
      window: .init(
        vertical: .init(extent: 1), horizontal: .init(extent: 3, stride: 2, padding: 1)),
      image: [2, 1, 6, 2]),
    Case(window: .init(.init(extent: 2, padding: 1, dilation: 2)), image: [1, 4, 3, 5]),
    // A last window that the image covers in part only.
    Case(window: .init(.init(extent: 2, stride: 2)), image: [1, 5, 3, 2], outputs: (3, 2)),
    Case(
      window: .init(.init(extent: 3, stride: 2, padding: 0, trailingPadding: 1)),
      image: [1, 4, 6, 33]),
    // Windows much larger than the image.
    Case(
      window: .init(
        vertical: .init(extent: 9, stride: 2, padding: 8, dilation: 2),
        horizontal: .init(extent: 20, padding: 12)), image: [1, 3, 4, 2]),
  ]

  @Test(arguments: cases)
  func maximum(case: Case) {
    // No two elements are closer than the step of the differences.
    let count = `case`.image.count
    let x = Tensor(
      shape: `case`.image, scalars: (0..<count).map { Float(($0 * 7919) % count) * 0.05 - 1 })
    let z = Variable(x).maxPooled(
      over: `case`.window, outputHeight: `case`.outputs?.height, outputWidth: `case`.outputs?.width)
    expect(z.value, of: x, `case`) { window, _ in window.max() ?? -.infinity }
    guard count <= 200, (1...7).allSatisfy({ count % $0 != 0 || $0 < 7 }) else { return }
    expectGradientsMatchDifferences(of: [x], tolerance: 1e-2) {
      $0[0].maxPooled(
        over: `case`.window, outputHeight: `case`.outputs?.height,
        outputWidth: `case`.outputs?.width)
    }
  }

  @Test(arguments: cases, [false, true])
  func average(case: Case, countsPadding: Bool) {
    let x = sample(`case`.image, seed: 3)
    let pooled: (Variable) -> Variable = {
      $0.averagePooled(
        over: `case`.window, countsPadding: countsPadding, outputHeight: `case`.outputs?.height,
        outputWidth: `case`.outputs?.width)
    }
    expect(pooled(Variable(x)).value, of: x, `case`) { window, paddedCount in
      window.reduce(0, +) / Float(countsPadding ? paddedCount : window.count)
    }
    expectGradientsMatchDifferences(of: [x]) { pooled($0[0]) }
  }

  @Test("a window of millions of taps costs no more than the pixels that it sees")
  func enormousWindow() {
    let x = Tensor(shape: [1, 1, 8, 1], scalars: (0..<8).map(Float.init))
    let window = ImageWindow(
      vertical: .init(extent: 1), horizontal: .init(extent: 3_000_000, padding: 2_000_000))
    let tape = Tape()
    let variable = tape.watch(x, named: "x")
    let pooled = variable.averagePooled(over: window, countsPadding: false)
    #expect(pooled.value.shape[2] == 1_000_009)
    #expect(pooled.value.scalars[500_000] == 3.5)
    #expect(Variable(x).maxPooled(over: window).value.scalars[500_000] == 7)
    let ones = Tensor(repeating: 1, shape: pooled.shape)
    let gradient = tape.gradients(of: pooled, weightedBy: ones)["x"]?.scalars ?? []
    #expect(gradient.count == 8 && gradient.allSatisfy { $0.isFinite && $0 > 100_000 })
  }

  @Test func theFirstOfEqualMaximaGetsTheGradient() {
    let tape = Tape()
    let x = tape.watch(Tensor(repeating: 1, shape: [1, 2, 2, 1]), named: "x")
    let z = x.maxPooled(over: .init(.init(extent: 2)))
    #expect(tape.gradients(of: z)["x"]?.scalars == [1, 0, 0, 0])
  }

  @Test func notANumberIsTheMaximum() {
    let x = Tensor(shape: [1, 1, 3, 1], scalars: [1, .nan, 2])
    let window = ImageWindow(vertical: .init(extent: 1), horizontal: .init(extent: 3))
    #expect(Variable(x).maxPooled(over: window).value.scalars[0].isNaN)
  }

  /// Compares with the definition: a list of the pixels that each window sees, and how many it
  /// would see with the padding.
  private func expect(
    _ found: Tensor, of x: Tensor, _ case: Case, sourceLocation: SourceLocation = #_sourceLocation,
    _ definition: ([Float], Int) -> Float
  ) {
    let (window, shape) = (`case`.window, x.shape)
    let outputs =
      `case`.outputs ?? window.outputExtents(height: shape[1], width: shape[2]) ?? (0, 0)
    let expectedShape: Shape = [shape[0], outputs.height, outputs.width, shape[3]]
    #expect(found.shape == expectedShape, sourceLocation: sourceLocation)
    func positions(_ axis: SlidingWindow, _ output: Int, _ extent: Int) -> (
      seen: [Int], padded: Int
    ) {
      let all = (0..<axis.extent).map { output * axis.stride - axis.padding + $0 * axis.dilation }
      return (
        all.filter { (0..<extent).contains($0) },
        all.count { $0 < extent + axis.trailingPadding }
      )
    }
    var index = 0
    for image in 0..<shape[0] {
      for i in 0..<outputs.height {
        for j in 0..<outputs.width {
          let (rows, columns) = (
            positions(window.vertical, i, shape[1]), positions(window.horizontal, j, shape[2])
          )
          for channel in 0..<shape[3] {
            let pixels = rows.seen.flatMap { row in
              columns.seen.map {
                x.scalars[((image * shape[1] + row) * shape[2] + $0) * shape[3] + channel]
              }
            }
            let expected = definition(pixels, rows.padded * columns.padded)
            #expect(
              abs(found.scalars[index] - expected) <= 1e-6, sourceLocation: sourceLocation)
            index += 1
          }
        }
      }
    }
  }
}
