import Autograd
import Tensors
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct PairwiseTests {
  static let shapes: [(Shape, Shape)] = [([2, 3], [2, 3]), ([2, 3], [3]), ([3, 1], [1, 4])]

  @Test(arguments: shapes)
  func extremes(left: Shape, right: Shape) throws {
    let inputs = [sample(left, seed: 1), sample(right, seed: 7)]
    let shape = try #require(left.broadcast(with: right))
    let (x, y) = (Variable(inputs[0]).expanded(to: shape), Variable(inputs[1]).expanded(to: shape))
    let pairs = Array(zip(x.value.scalars, y.value.scalars))
    #expect(
      minimum(Variable(inputs[0]), Variable(inputs[1])).value.scalars == pairs.map { min($0, $1) })
    #expect(
      maximum(Variable(inputs[0]), Variable(inputs[1])).value.scalars == pairs.map { max($0, $1) })
    expectGradientsMatchDifferences(of: inputs) { minimum($0[0], $0[1]) }
    expectGradientsMatchDifferences(of: inputs) { maximum($0[0], $0[1]) }
  }

  @Test func equalOperandsShareTheGradientAndNotANumberStays() {
    let tape = Tape()
    let (x, y) = (
      tape.watch(Tensor(shape: [1], scalars: [2]), named: "x"),
      tape.watch(Tensor(shape: [1], scalars: [2]), named: "y")
    )
    let gradients = tape.gradients(of: maximum(x, y))
    #expect(gradients["x"]?.scalars == [0.5])
    #expect(gradients["y"]?.scalars == [0.5])
    let (one, nothing) = (
      Variable(Tensor(shape: [1], scalars: [1])), Variable(Tensor(shape: [1], scalars: [.nan]))
    )
    #expect(maximum(one, nothing).value.scalars[0].isNaN)
    #expect(minimum(nothing, one).value.scalars[0].isNaN)
  }

  @Test(arguments: shapes)
  func powers(left: Shape, right: Shape) throws {
    let base = Tensor(shape: left, scalars: sample(left, seed: 1).scalars.map { abs($0) + 0.5 })
    let exponent = Tensor(shape: right, scalars: sample(right, seed: 7).scalars.map { 2 * $0 })
    let shape = try #require(left.broadcast(with: right))
    let z = Variable(base).power(Variable(exponent)).value
    let (x, y) = (Variable(base).expanded(to: shape), Variable(exponent).expanded(to: shape))
    for (z, (x, y)) in zip(z.scalars, zip(x.value.scalars, y.value.scalars)) {
      #expect(abs(Double(z) - pow(Double(x), Double(y))) < 1e-6)
    }
    expectGradientsMatchDifferences(of: [base, exponent], tolerance: 1e-2) { $0[0].power($0[1]) }
  }

  @Test(arguments: [Float(1), 2, 0.5, -1, 3, 1.5])
  func powersWithAFixedExponent(exponent: Float) {
    let base = Tensor(shape: [5], scalars: sample([5], seed: 1).scalars.map { abs($0) + 0.5 })
    for (z, x) in zip(Variable(base).power(exponent).value.scalars, base.scalars) {
      #expect(abs(Double(z) - pow(Double(x), Double(exponent))) < 1e-6)
    }
    expectGradientsMatchDifferences(of: [base], tolerance: 1e-2) { $0[0].power(exponent) }
    expectGradientsMatchDifferences(of: [base], tolerance: 1e-2) {
      $0[0].power(Variable(Tensor(shape: [], scalars: [exponent])))
    }
  }

  @Test(
    "quotients are rounded once: 49 / 49 is 1",
    arguments: shapes + [([2, 3], [1, 1]), ([1], [3])])
  func quotients(left: Shape, right: Shape) throws {
    let dividend = Tensor(shape: left, scalars: (0..<left.count).map { Float(49 + $0) })
    let divisor = Tensor(shape: right, scalars: (0..<right.count).map { Float(49 - $0) })
    let shape = try #require(left.broadcast(with: right))
    let (x, y) = (Variable(dividend).expanded(to: shape), Variable(divisor).expanded(to: shape))
    let z = quotient(Variable(dividend), Variable(divisor)).value
    #expect(z.scalars == zip(x.value.scalars, y.value.scalars).map { $0 / $1 })
    let small = [sample(left, seed: 1), Tensor(repeating: 1.5, shape: right)]
    expectGradientsMatchDifferences(of: small) { quotient($0[0], $0[1]) }
  }

  @Test func squaresOfNegativeNumbersHaveGradients() {
    expectGradientsMatchDifferences(of: [sample([6], seed: 3)]) { $0[0].power(2) }
    expectGradientsMatchDifferences(of: [sample([6], seed: 3)]) { $0[0].power(3) }
  }

  @Test func selection() {
    let condition = Tensor(shape: [2, 1, 1], scalars: [0, 2])
    let inputs = [sample([2, 3, 1], seed: 1), sample([4], seed: 2)]
    let z = Variable(inputs[0]).selected(condition: condition, other: Variable(inputs[1]))
    #expect(z.shape == [2, 3, 4])
    #expect(Array(z.value.scalars[..<4]) == inputs[1].scalars)
    #expect(Array(z.value.scalars[20...]) == Array(repeating: inputs[0].scalars[5], count: 4))
    expectGradientsMatchDifferences(of: inputs) {
      $0[0].selected(condition: condition, other: $0[1])
    }
  }

  @Test(arguments: [0, 1, 2])
  func gathering(axis: Int) {
    let x = sample([3, 4, 3], seed: 1)
    let indices = [2, 0, 2]
    let z = Variable(x).gathered(indices: indices, axis: axis)
    let parts = indices.map { Variable(x).sliced($0..<$0 + 1, alongAxis: axis) }
    #expect(z.value == concatenated(parts, alongAxis: axis).value)
    expectGradientsMatchDifferences(of: [x]) { $0[0].gathered(indices: indices, axis: axis) }
  }

  @Test func stepsAreConstant() {
    let tape = Tape()
    let x = tape.watch(Tensor(shape: [4], scalars: [-1.5, -0.2, 0.5, 2.5]), named: "x")
    #expect(x.floor().value.scalars == [-2, -1, 0, 2])
    #expect(x.ceiling().value.scalars == [-1, 0, 1, 3])
    #expect(x.rounded().value.scalars == [-2, 0, 0, 2])
    #expect(x.sign().value.scalars == [-1, -1, 1, 1])
    #expect(x.floor().tape == nil)
  }

  @Test func slopesOfNegativeNumbersAreLearned() {
    let x = sample([3, 2, 4], seed: 5)
    let slope = sample([4], seed: 6)
    let z = Variable(x).prelu(slope: Variable(slope)).value
    for (index, (z, x)) in zip(z.scalars, x.scalars).enumerated() {
      #expect(z == (x > 0 ? x : x * slope.scalars[index % 4]))
    }
    expectGradientsMatchDifferences(of: [x, slope]) { $0[0].prelu(slope: $0[1]) }
    expectGradientsMatchDifferences(of: [x, sample([1], seed: 6)]) { $0[0].prelu(slope: $0[1]) }
  }
}
