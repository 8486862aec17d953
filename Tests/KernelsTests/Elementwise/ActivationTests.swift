import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ActivationTests {
  @Test(
    "an activation is within a few units in the last place of its definition",
    arguments: activations)
  func accuracy(activation: ActivationFunction) {
    let domain =
      (0...4000).map { Float($0 - 2000) * 0.01 } + [0, 1e-6, -1e-6, 1e-3, 0.6249, 0.6251]
    let x = domain.filter { !needsPositive(activation) || $0 > 0 }
    var y = [Float](repeating: .nan, count: x.count)
    var span = y.mutableSpan
    apply(activation, to: x.span, into: &span)
    for (x, y) in zip(x, y) {
      let exact = definition(of: activation, at: Double(x))
      // The kernels' approximations are good to 4e-7 relative; far in the tail of the normal
      // distribution, the rounding of x²/2 ≤ 200 in the exponent dominates.
      var tolerance = 4e-7 * abs(exact)
      switch activation {
      case .gelu where x < 0: tolerance *= 1 + Double(x * x) / 2
      // Here it is the rounding of the argument 2u ≤ 600 of an exponential.
      case .tanhGelu where x < 0: tolerance *= 1 + abs(0.08 * Double(x * x * x))
      // Differences of numbers near 1.
      case .elu, .mish, .hardSigmoid, .hardSwish: tolerance += 4e-7 * max(1, abs(Double(x)))
      default: break
      }
      #expect(abs(Double(y) - exact) <= tolerance + 1e-37, "at \(x)")
    }
  }

  @Test(
    "the gradient is the slope of the definition, alone and on top of another one",
    arguments: activations)
  func gradient(activation: ActivationFunction) {
    // No point where a definition has a corner.
    let domain = (0...700).map { (Float($0) - 349.7) * 0.02 }
    let x = domain.filter { !needsPositive(activation) || $0 > 0.01 }
    var z = [Float](repeating: 0, count: x.count)
    var span = z.mutableSpan
    apply(activation, to: x.span, into: &span)
    let values = activation.derivesFromValue ? z : x
    let dz = x.indices.map { Float($0 % 7) - 3.5 }
    var alone = dz
    var added = [Float](repeating: 1, count: x.count)
    var aloneSpan = alone.mutableSpan
    var addedSpan = added.mutableSpan
    applyGradient(of: activation, from: values.span, to: &aloneSpan)
    addGradient(of: activation, from: values.span, dz.span, to: &addedSpan)
    for index in x.indices {
      let step = 1e-5
      let slope =
        (definition(of: activation, at: Double(x[index]) + step)
          - definition(of: activation, at: Double(x[index]) - step)) / (2 * step)
      let exact = slope * Double(dz[index])
      // 1 − z² and the like lose digits where z is near 1; the difference is good to 1e-7.
      let tolerance = 4e-6 * max(1, abs(exact))
      #expect(abs(Double(alone[index]) - exact) <= tolerance, "at \(x[index])")
      #expect(abs(Double(added[index]) - 1 - exact) <= tolerance, "at \(x[index])")
    }
  }

  @Test("a partial last vector is computed like a full one", arguments: activations)
  func partialVectors(activation: ActivationFunction) {
    let x = numbers(40, seed: 5).map { needsPositive(activation) ? abs($0) + 0.1 : $0 }
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
    func values(_ activation: ActivationFunction) -> [Float] {
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

private let activations: [ActivationFunction] = [
  .relu, .leakyRelu(slope: 0.1), .elu(alpha: 1.5, scale: 1.1), .sigmoid,
  .hardSigmoid(slope: 0.2, offset: 0.5), .tanh, .softplus, .mish, .gelu, .tanhGelu, .silu,
  .hardSwish, .clip(minimum: -1, maximum: 2), .absolute, .reciprocal, .squareRoot, .exponential,
  .logarithm, .errorFunction, .sine, .cosine, .arctangent, .power(2.5),
]

private func needsPositive(_ activation: ActivationFunction) -> Bool {
  switch activation {
  case .reciprocal, .squareRoot, .logarithm, .power: true
  default: false
  }
}

private func definition(of activation: ActivationFunction, at x: Double) -> Double {
  switch activation {
  case .relu: max(0, x)
  case .leakyRelu(let slope): x < 0 ? Double(slope) * x : x
  case .elu(let alpha, let scale): Double(scale) * (x < 0 ? Double(alpha) * expm1(x) : x)
  case .sigmoid: 1 / (1 + exp(-x))
  case .hardSigmoid(let slope, let offset): max(0, min(1, Double(slope) * x + Double(offset)))
  case .tanh: tanh(x)
  case .softplus: log1p(exp(x))
  case .mish: x * tanh(log1p(exp(x)))
  case .gelu: x * 0.5 * erfc(-x / 2.0.squareRoot())
  case .tanhGelu: x / (1 + exp(-2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  case .silu: x / (1 + exp(-x))
  case .hardSwish: x * max(0, min(1, x / 6 + 0.5))
  case .clip(let minimum, let maximum): max(Double(minimum), min(Double(maximum), x))
  case .absolute: abs(x)
  case .reciprocal: 1 / x
  case .squareRoot: x.squareRoot()
  case .exponential: exp(x)
  case .logarithm: log(x)
  case .errorFunction: erf(x)
  case .sine: sin(x)
  case .cosine: cos(x)
  case .arctangent: atan(x)
  case .power(let exponent): pow(x, Double(exponent))
  }
}
