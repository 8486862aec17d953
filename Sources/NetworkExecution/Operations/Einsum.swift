import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// A sum of products, operand by operand from the left; each step is a product of two stacks of
  /// matrices.
  ///
  /// Source: ONNX operator `Einsum`, opset 12.
  func sumProducts(
    _ operands: Operands, _ named: EinsumEquation
  ) throws(ExecutionError) -> ArrangedVariable {
    var ranks: [Int] = []
    for index in operands.values.indices { ranks.append(try operands[index].rank) }
    guard let equation = named.letters(ranks: ranks) else {
      throw operands.misfit("axes as in '\(named.text)'", found: "\(ranks) axes")
    }
    var extents: [Character: Int] = [:]
    var factors: [LabeledFactor] = []
    for (index, letters) in equation.operands.enumerated() {
      let x = try operands[index]
      guard x.rank == letters.count else {
        throw operands.misfit("axes as in '\(named.text)'", found: "\(x.extents)")
      }
      for (letter, extent) in zip(letters, x.extents) {
        guard extents[letter] ?? extent == extent else {
          throw operands.misfit("axes as in '\(named.text)'", found: "\(x.extents)")
        }
        extents[letter] = extent
      }
      factors.append(LabeledFactor(x: x, letters: letters))
    }
    func kept(from index: Int) -> Set<Character> {
      Set(equation.result + equation.operands[index...].joined())
    }
    for index in factors.indices {
      let others = equation.operands.indices.filter { $0 != index }
        .flatMap { equation.operands[$0] }
      factors[index].reduce(keeping: Set(equation.result + others))
    }
    var product = factors[0]
    for index in factors.indices.dropFirst() {
      product = try multiply(
        product, factors[index], keeping: kept(from: index + 1), extents, operands)
    }
    return product.x.transposed(equation.result.compactMap(product.letters.firstIndex(of:)))
  }

  /// The product of two factors, summed over the axes of both that are not kept.
  private func multiply(
    _ left: LabeledFactor, _ right: LabeledFactor, keeping kept: Set<Character>,
    _ extents: [Character: Int], _ operands: Operands
  ) throws(ExecutionError) -> LabeledFactor {
    let shared = left.letters.filter { right.letters.contains($0) }
    let batch = shared.filter { kept.contains($0) }
    let summed = shared.filter { !kept.contains($0) }
    let rows = left.letters.filter { !right.letters.contains($0) }
    let columns = right.letters.filter { !left.letters.contains($0) }

    /// A factor as a stack of matrices.
    func matrices(
      _ factor: LabeledFactor, _ first: [Character], _ second: [Character]
    ) -> Variable {
      let axes = (batch + first + second).compactMap(factor.letters.firstIndex(of:))
      let sides = [batch, first, second].map { $0.reduce(1) { $0 * (extents[$1] ?? 1) } }
      return factor.x.arranged(in: AxisOrder(axes)).variable.reshaped(to: Shape(sides))
    }
    let letters = batch + rows + columns
    let shape = letters.map { extents[$0] ?? 1 }
    try limits.check(shape, of: operands.operation)
    let product = matrixProduct(matrices(left, rows, summed), matrices(right, summed, columns))
    return LabeledFactor(
      x: ArrangedVariable(product.reshaped(to: Shape(shape))), letters: letters)
  }
}

/// An operand of a sum of products, whose axes have letters.
private struct LabeledFactor {
  var x: ArrangedVariable
  var letters: [Character]

  /// Takes the diagonal of axes of one letter, and sums over those that are not kept.
  mutating func reduce(keeping kept: Set<Character>) {
    while let first = letters.indices.first(where: { letters[..<$0].contains(letters[$0]) }),
      let second = letters.firstIndex(of: letters[first])
    {
      takeDiagonal(first, second)
    }
    let summed = letters.indices.filter { !kept.contains(letters[$0]) }
    guard !summed.isEmpty else { return }
    let rest = letters.indices.filter { kept.contains(letters[$0]) }
    x = ArrangedVariable(
      x.arranged(in: AxisOrder(rest + summed)).variable
        .sum(overAxes: Array(rest.count..<letters.count)))
    letters = rest.map { letters[$0] }
  }

  /// The elements at which two axes have the same position, along one axis behind all others.
  private mutating func takeDiagonal(_ first: Int, _ second: Int) {
    let rest = letters.indices.filter { $0 != first && $0 != second }
    let extents = x.extents
    let kept = rest.map { extents[$0] }
    let count = extents[first]
    let flat = x.arranged(in: AxisOrder(rest + [first, second])).variable
      .reshaped(to: Shape(kept + [count * count]))
    x = ArrangedVariable(
      flat.gathered(indices: (0..<count).map { $0 * (count + 1) }, axis: kept.count))
    letters = rest.map { letters[$0] } + [letters[first]]
  }
}
