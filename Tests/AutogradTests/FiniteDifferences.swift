import Autograd
import Randomness
import Tensors
import Testing

/// Compares the gradients of `function` with central differences, at every element of every input.
///
/// The function's result is weighted with fixed pseudo-random numbers, so that errors in different
/// elements cannot cancel. The gradients are computed twice: once alone, and once on top of what
/// another use of each input has contributed already.
func expectGradientsMatchDifferences(
  of inputs: [Tensor], step: Float = 1e-2, tolerance: Float = 3e-3,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ function: ([Variable]) -> Variable
) {
  let weights = sample(function(inputs.map { Variable($0) }).shape, seed: 99)
  func gradients(withOtherUse: Bool) -> NamedTensors {
    let tape = Tape()
    let watched = inputs.enumerated().map { tape.watch($1, named: "\($0)") }
    let outputs = [(output: function(watched), weights: weights)]
    let others = watched.map { (output: $0, weights: Tensor(repeating: 8, shape: $0.shape)) }
    return tape.gradients(of: withOtherUse ? outputs + others : outputs)
  }
  let (alone, added) = (gradients(withOtherUse: false), gradients(withOtherUse: true))

  func weightedSum(_ inputs: [Tensor]) -> Double {
    let value = function(inputs.map { Variable($0) }).value
    return zip(value.scalars, weights.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  for (position, input) in inputs.enumerated() {
    guard let gradient = alone["\(position)"], let sum = added["\(position)"] else {
      Issue.record("no gradient for input \(position)", sourceLocation: sourceLocation)
      continue
    }
    #expect(gradient.shape == input.shape, sourceLocation: sourceLocation)
    for (part, sum) in zip(gradient.scalars, sum.scalars) {
      // 8 + dx rounds to multiples of 2⁻²⁰ as long as dx is small.
      #expect(abs(sum - (part + 8)) <= 4e-6 * max(1, abs(part)), sourceLocation: sourceLocation)
    }
    for index in 0..<input.shape.count {
      func moved(by distance: Float) -> [Tensor] {
        var scalars = input.scalars
        scalars[index] += distance
        var moved = inputs
        moved[position] = Tensor(shape: input.shape, scalars: scalars)
        return moved
      }
      let difference =
        Float(weightedSum(moved(by: step)) - weightedSum(moved(by: -step))) / (2 * step)
      let found = gradient.scalars[index]
      #expect(
        abs(found - difference) <= tolerance * max(1, abs(difference)),
        "input \(position), element \(index)", sourceLocation: sourceLocation)
    }
  }
}

/// Fixed pseudo-random numbers between −1 and 1, none closer to zero than 0.05, where a ReLU has
/// no derivative.
func sample(_ shape: Shape, seed: UInt64) -> Tensor {
  var generator = SplitMix64(seed: seed)
  return Tensor(
    shape: shape,
    scalars: (0..<shape.count).map { _ in
      let magnitude = Float.random(in: 0.05...1, using: &generator)
      return Bool.random(using: &generator) ? magnitude : -magnitude
    })
}
