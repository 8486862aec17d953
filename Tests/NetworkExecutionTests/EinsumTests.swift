import ArchDAG
import Autograd
import Foundation
import NetworkExecution
import Tensors
import Testing

/// Sums of products against plain loops over all letters.
@Suite struct EinsumTests {
  private static let extents: [Character: Int] = ["a": 2, "b": 3, "c": 4, "d": 2]

  private func operands(of equation: EinsumEquation) -> [Tensor] {
    let sides = equation.text.components(separatedBy: "->")
    return sides[0].split(separator: ",").enumerated().map { place, letters in
      DrawnNumbers.uniform("\(place)", Shape(letters.map { Self.extents[$0] ?? 1 }))
    }
  }

  private func run(_ equation: EinsumEquation, _ operands: [Tensor]) throws -> Tensor {
    var builder = ArchitectureBuilder(name: "sum")
    let inputs = operands.enumerated().map { place, x in
      builder.addInput(name: "\(place)", extents: x.shape.extents.map(Optional.some))
    }
    let y = try builder.addOperation(.einsum(equation), name: "einsum", inputs: inputs)
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    return try network(operands, parameters: [:]).outputs[0].value
  }

  /// The definition: all products, each added to the place that its letters name.
  private func sums(_ equation: EinsumEquation, _ operands: [Tensor]) -> [Float] {
    let sides = equation.text.components(separatedBy: "->")
    let terms = sides[0].split(separator: ",").map(Array.init)
    let result = Array(sides[1])
    let letters = Self.extents.keys.sorted().filter { letter in
      terms.contains { $0.contains(letter) }
    }
    var sums = [Float](
      repeating: 0, count: result.reduce(1) { $0 * (Self.extents[$1] ?? 1) })
    let count = letters.reduce(1) { $0 * (Self.extents[$1] ?? 1) }
    for index in 0..<count {
      var rest = index
      var position: [Character: Int] = [:]
      for letter in letters {
        position[letter] = rest % (Self.extents[letter] ?? 1)
        rest /= Self.extents[letter] ?? 1
      }
      func place(_ axes: [Character]) -> Int {
        axes.reduce(0) { $0 * (Self.extents[$1] ?? 1) + (position[$1] ?? 0) }
      }
      var product: Float = 1
      for (term, operand) in zip(terms, operands) { product *= operand.scalars[place(term)] }
      sums[place(result)] += product
    }
    return sums
  }

  @Test(
    "diagonals, sums within one operand, and more than two of them",
    arguments: [
      "abc->cab", "abc->b", "abc->", "ada->d", "aad->ad", "aa->", "abc,cb->a", "abc,ad->bd",
      "ab,bc,cd->ad", "ab,ab,ab->b", "a,b,c->cab", "ab,d->ab", "aab,bc->ac",
    ])
  func definition(text: String) throws {
    let equation = try #require(EinsumEquation(text))
    let operands = operands(of: equation)
    let found = try run(equation, operands).scalars
    let expected = sums(equation, operands)
    try #require(found.count == expected.count)
    // Sums of at most 24 products of numbers below 1.
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-5) }
  }

  @Test func axesOfOneLetterMustBeAsLong() throws {
    let equation = try #require(EinsumEquation("aa->a"))
    #expect(throws: ExecutionError.self) { try run(equation, [Tensor(zeros: [2, 3])]) }
  }
}
