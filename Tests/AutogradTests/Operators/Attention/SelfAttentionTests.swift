import Autograd
import Randomness
import Tensors
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct SelfAttentionTests {
  @Test(
    "the gradient is the limit of differences, for sets of unequal size", arguments: [1, 2])
  func gradient(heads: Int) {
    let sets = [3, 1, 0, 4].map { classes(tokens: $0, count: 2, seed: 4) }
    expectGradientsMatchDifferences(
      of: [sample([8, 3 * heads * 3], seed: 1), sample([8, heads], seed: 2)]
    ) {
      selfAttention($0[0], biases: $0[1], heads: heads, within: sets)
    }
  }

  @Test(
    "attention is its definition, also where the weights are made in several blocks",
    arguments: [1, 17, 300, 2100])
  func definition(tokens: Int) {
    let (heads, width) = (2, 3)
    let qkv = sample([tokens, 3 * heads * width], seed: 1)
    let biases = sample([5, heads], seed: 2)
    let classes = classes(tokens: tokens, count: 5, seed: 3)
    let found = selfAttention(
      Variable(qkv), biases: Variable(biases), heads: heads, within: [classes])
    let (x, b, z) = (qkv.scalars, biases.scalars, found.value.scalars)
    func dot(_ i: Int, _ j: Int, _ head: Int) -> Double {
      var sum: Double = 0
      for place in head * width..<(head + 1) * width {
        let (query, key) = (x[i * 18 + place], x[j * 18 + heads * width + place])
        sum += Double(query) * Double(key)
      }
      return sum
    }
    // All rows of a small set, and a few of each block of a large one.
    for i in stride(from: 0, to: tokens, by: max(1, tokens / 70)) {
      for head in 0..<heads {
        let weights = (0..<tokens).map { j -> Double in
          let bias = Double(b[classes[i, j] * heads + head])
          return exp(dot(i, j, head) / Double(width).squareRoot() + bias)
        }
        let total = weights.reduce(0, +)
        for place in 0..<width {
          let column = head * width + place
          var expected: Double = 0
          for j in 0..<tokens {
            let value = Double(x[j * 18 + 2 * heads * width + column])
            expected += weights[j] / total * value
          }
          let found = Double(z[i * heads * width + column])
          #expect(abs(found - expected) < 1e-5)
        }
      }
    }
  }

  @Test("gradients add up over blocks of weights")
  func blocks() throws {
    // Three hundred tokens take two blocks. Moved along their gradients, the operands must change
    // the sum as fast as the gradients' square says.
    let inputs = [sample([300, 6], seed: 1), sample([4, 1], seed: 2)]
    let weights = sample([300, 2], seed: 3)
    let classes = classes(tokens: 300, count: 4, seed: 4)
    func output(_ inputs: [Variable]) -> Variable {
      selfAttention(inputs[0], biases: inputs[1], heads: 1, within: [classes])
    }
    let tape = Tape()
    let result = output([tape.watch(inputs[0], named: "0"), tape.watch(inputs[1], named: "1")])
    let gradients = tape.gradients(of: result, weightedBy: weights)
    for position in 0..<2 {
      let gradient = try #require(gradients["\(position)"])
      let square = gradient.scalars.reduce(0) { $0 + $1 * $1 }
      let step = 0.05 / square.squareRoot()
      func weightedSum(_ step: Float) -> Double {
        var moved = inputs.map { Variable($0) }
        moved[position] = Variable(
          Tensor(
            shape: gradient.shape,
            scalars: zip(inputs[position].scalars, gradient.scalars).map { $0 + step * $1 }))
        return zip(output(moved).value.scalars, weights.scalars).reduce(0) {
          $0 + Double($1.0) * Double($1.1)
        }
      }
      let rate = (weightedSum(step) - weightedSum(-step)) / Double(2 * step)
      #expect(abs(rate - Double(square)) < 2e-3 * Double(square))
    }
  }
}

/// Random classes of all pairs of tokens.
private func classes(tokens: Int, count: Int, seed: UInt64) -> ClassMatrix {
  var generator = SplitMix64(seed: seed)
  return ClassMatrix(
    rows: tokens, columns: tokens, classCount: count,
    classes: (0..<tokens * tokens).map { _ in
      UInt16.random(in: 0..<UInt16(count), using: &generator)
    })
}
