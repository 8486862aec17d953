import Autograd
import Tensors
import Testing

@Suite struct NormalizationTests {
  @Test(arguments: [1, 2, 6])
  func groups(groups: Int) {
    let shape: Shape = [2, 3, 2, 6]
    let inputs = [sample(shape, seed: 1), sample([6], seed: 2), sample([6], seed: 3)]
    expectGradientsMatchDifferences(of: inputs, tolerance: 2e-2) {
      $0[0].groupNormalized(groups: groups, scale: $0[1], shift: $0[2], epsilon: 0.1)
    }
    let z = Variable(inputs[0]).groupNormalized(groups: groups, epsilon: 1e-3).value
    let (x, width) = (inputs[0].scalars, 6 / groups)
    for image in 0..<2 {
      for group in 0..<groups {
        let places = (0..<6).flatMap { pixel in
          (0..<width).map { (image * 6 + pixel) * 6 + group * width + $0 }
        }
        let count = Double(places.count)
        let mean = places.reduce(0) { $0 + Double(x[$1]) } / count
        let variance =
          places.reduce(0) { $0 + (Double(x[$1]) - mean) * (Double(x[$1]) - mean) } / count
        for place in places {
          let expected = (Double(x[place]) - mean) / (variance + 1e-3).squareRoot()
          #expect(abs(Double(z.scalars[place]) - expected) < 1e-5)
        }
      }
    }
  }

  @Test(arguments: [1, 5, 33])
  func rootMeanSquare(columns: Int) {
    let inputs = [sample([3, columns], seed: 1), sample([columns], seed: 2)]
    expectGradientsMatchDifferences(of: inputs, tolerance: 1e-2) {
      $0[0].rootMeanSquareNormalized(scale: $0[1], epsilon: 0.1)
    }
    expectGradientsMatchDifferences(of: [inputs[0]], tolerance: 1e-2) {
      $0[0].rootMeanSquareNormalized(epsilon: 0.1)
    }
    let z = Variable(inputs[0]).rootMeanSquareNormalized(
      scale: Variable(inputs[1]), epsilon: 0.1
    ).value
    for row in 0..<3 {
      let x = (0..<columns).map { Double(inputs[0].scalars[row * columns + $0]) }
      let root = (x.reduce(0) { $0 + $1 * $1 } / Double(columns) + 0.1).squareRoot()
      for column in 0..<columns {
        let expected = x[column] / root * Double(inputs[1].scalars[column])
        #expect(abs(Double(z.scalars[row * columns + column]) - expected) < 1e-6)
      }
    }
  }

  @Test("the scale's gradient does not need that of a constant input")
  func constantInput() {
    let x = Variable(sample([3, 20], seed: 1))
    expectGradientsMatchDifferences(of: [sample([20], seed: 2), sample([20], seed: 3)]) {
      x.layerNormalized(scale: $0[0], shift: $0[1])
    }
  }
}
