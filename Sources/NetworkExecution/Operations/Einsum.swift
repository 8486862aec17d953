import Autograd
import Tensors

/// A sum of products, such as `bhid,bhjd->bhij`: the letters name axes, and those that the result
/// lacks are summed over.
///
/// Source: ONNX operator `Einsum`, opset 12.
struct EinsumEquation {
  let operands: [[Character]]
  let result: [Character]

  /// `nil` for what does not run: ellipses, more than two operands, a letter twice in one operand,
  /// a sum within one operand, and equations that leave the result open.
  init?(_ equation: String, operandCount: Int) {
    let sides = equation.filter { $0 != " " }.split(
      separator: "->", omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    operands = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    result = Array(sides[1])
    guard operands.count == operandCount, (1...2).contains(operandCount),
      !equation.contains("."), (operands + [result]).allSatisfy({ Set($0).count == $0.count }),
      result.allSatisfy({ letter in operands.contains { $0.contains(letter) } })
    else { return nil }
    for (index, letters) in operands.enumerated() {
      let others = operands.count == 1 ? [] : operands[1 - index]
      guard letters.allSatisfy({ result.contains($0) || others.contains($0) }) else { return nil }
    }
  }
}

extension NetworkRun {
  func sumProducts(
    _ operands: Operands, equation text: String
  ) throws(ExecutionError) -> ArrangedVariable {
    guard let equation = EinsumEquation(text, operandCount: operands.values.count) else {
      throw operands.misfit("an equation that runs", found: text)
    }
    var extents: [Character: Int] = [:]
    for (index, letters) in equation.operands.enumerated() {
      let found = try operands[index].extents
      guard found.count == letters.count,
        zip(letters, found).allSatisfy({ extents[$0] == nil || extents[$0] == $1 })
      else { throw operands.misfit("axes as in '\(text)'", found: "\(found)") }
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
