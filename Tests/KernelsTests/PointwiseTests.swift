import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct PointwiseTests {
  @Test(
    "an activation is within a few units in the last place of its definition",
    arguments: Activation.allCases)
  func accuracy(activation: Activation) {
    let x = (0...4000).map { Float($0 - 2000) * 0.01 } + [0, 1e-6, -1e-6, 1e-3, 0.6249, 0.6251]
    var y = [Float](repeating: .nan, count: x.count)
    var span = y.mutableSpan
    apply(activation, to: x.span, into: &span)
    for (x, y) in zip(x, y) {
      let exact = definition(of: activation, at: Double(x))
      // The kernels' approximations are good to 4e-7 relative; far in the tail of the normal
      // distribution, the rounding of x²/2 ≤ 200 in the exponent dominates.
      let tail: Double = activation == .gelu && x < 0 ? 1 + Double(x * x) / 2 : 1
      #expect(abs(Double(y) - exact) <= 4e-7 * tail * abs(exact) + 1e-37, "at \(x)")
    }
  }

  @Test("a partial last vector is computed like a full one", arguments: Activation.allCases)
  func partialVectors(activation: Activation) {
    let x = numbers(40, seed: 5)
    func values(_ count: Int) -> [Float] {
      var y = [Float](repeating: 0, count: count)
      var span = y.mutableSpan
      apply(activation, to: x.span.extracting(..<count), into: &span)
      return y
    }
    for count in 0..<40 { #expect(values(count) == Array(values(40)[..<count])) }
  }

  @Test("large arguments saturate and NaN stays NaN")
  func extremes() {
    let x: [Float] = [-.infinity, -1e30, 1e30, .infinity, .nan]
    func values(_ activation: Activation) -> [Float] {
      var y = [Float](repeating: 0, count: x.count)
      var span = y.mutableSpan
      apply(activation, to: x.span, into: &span)
      return y
    }
    let tanh = values(.tanh)
    #expect(tanh[..<4] == [-1, -1, 1, 1])
    let sigmoid = values(.sigmoid)
    #expect(sigmoid[0] < 1e-30 && sigmoid[1] < 1e-30 && sigmoid[2] == 1 && sigmoid[3] == 1)
    #expect(tanh[4].isNaN && sigmoid[4].isNaN && values(.relu)[4].isNaN && values(.gelu)[4].isNaN)
  }
}

private func definition(of activation: Activation, at x: Double) -> Double {
  switch activation {
  case .relu: max(0, x)
  case .sigmoid: 1 / (1 + exp(-x))
  case .tanh: tanh(x)
  case .gelu: x * 0.5 * erfc(-x / 2.0.squareRoot())
  }
}
