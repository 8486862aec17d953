import ArchDAG
import Autograd
import Tensors

extension EinsumEquation {
  /// Whether a product of two stacks of matrices computes it, or a transposition: at most two
  /// operands, no letter twice in one of them, and no sum within one.
  var isMatrixProduct: Bool {
    let (operands, result) = (letters.operands, letters.result)
    guard (1...2).contains(operands.count), operands.allSatisfy({ Set($0).count == $0.count })
    else { return false }
    return operands.indices.allSatisfy { index in
      let others = operands.count == 1 ? [] : operands[1 - index]
      return operands[index].allSatisfy { result.contains($0) || others.contains($0) }
    }
  }
}

extension NetworkRun {
  func sumProducts(
    _ operands: Operands, _ named: EinsumEquation
  ) throws(ExecutionError) -> ArrangedVariable {
    var ranks: [Int] = []
    for index in operands.values.indices { ranks.append(try operands[index].rank) }
    guard let equation = named.letters(ranks: ranks) else {
      throw operands.misfit("axes as in '\(named.text)'", found: "\(ranks) axes")
    }
    var extents: [Character: Int] = [:]
    for (index, letters) in equation.operands.enumerated() {
      let found = try operands[index].extents
      guard found.count == letters.count,
        zip(letters, found).allSatisfy({ extents[$0] == nil || extents[$0] == $1 })
      else { throw operands.misfit("axes as in '\(named.text)'", found: "\(found)") }
      for (letter, extent) in zip(letters, found) { extents[letter] = extent }
    }
    let left = equation.operands[0]
    guard equation.operands.count == 2 else {
      return try operands[0].transposed(equation.result.compactMap(left.firstIndex(of:)))
    }
    let right = equation.operands[1]
    let shared = left.filter { right.contains($0) }
    let batch = shared.filter { equation.result.contains($0) }
    let summed = shared.filter { !equation.result.contains($0) }
    let rows = left.filter { !right.contains($0) }
    let columns = right.filter { !left.contains($0) }

    /// An operand as a stack of matrices.
    func matrices(
      _ x: ArrangedVariable, _ letters: [Character], _ first: [Character], _ second: [Character]
    ) -> Variable {
      let axes = (batch + first + second).compactMap(letters.firstIndex(of:))
      let sides = [batch, first, second].map { $0.reduce(1) { $0 * (extents[$1] ?? 1) } }
      return x.arranged(in: AxisOrder(axes)).variable.reshaped(to: Shape(sides))
    }
    try limits.check((batch + rows + columns).map { extents[$0] ?? 1 }, of: operands.operation)
    let product = matrixProduct(
      matrices(try operands[0], left, rows, summed),
      matrices(try operands[1], right, summed, columns))
    let letters = batch + rows + columns
    let whole = product.reshaped(to: Shape(letters.map { extents[$0] ?? 1 }))
    return ArrangedVariable(
      whole, order: AxisOrder(letters.compactMap(equation.result.firstIndex(of:))))
  }
}
