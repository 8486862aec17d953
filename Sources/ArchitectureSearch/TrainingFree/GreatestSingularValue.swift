/// The greatest singular value of a matrix (rows, columns), by iteration from a vector of ones.
func greatestSingularValue(_ matrix: [Float], rows: Int, columns: Int) -> Double {
  let width = (columns + Lanes.scalarCount - 1) / Lanes.scalarCount
  // Row by row, filled up with zeros to whole lanes.
  var padded = [Lanes](repeating: .zero, count: rows * width)
  for row in 0..<rows {
    for column in 0..<columns {
      padded[row * width + column / Lanes.scalarCount][column % Lanes.scalarCount] =
        Double(matrix[row * columns + column])
    }
  }
  var vector = [Lanes](repeating: .zero, count: width)
  for column in 0..<columns {
    // A start that is orthogonal to nothing in particular.
    vector[column / Lanes.scalarCount][column % Lanes.scalarCount] =
      (1 + 0.01 * Double(column % 7)) / Double(columns).squareRoot()
  }
  var next = vector
  var value = 0.0
  for _ in 0..<200 {
    for index in next.indices { next[index] = .zero }
    var span = next.mutableSpan
    multiplyByGram(of: padded.span, rows: rows, vector.span, into: &span)
    let length = next.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
    guard length > 0, length.isFinite else { return length.isFinite ? 0 : .infinity }
    for index in next.indices { vector[index] = next[index] / length }
    let found = length.squareRoot()
    if abs(found - value) <= 1e-6 * found { return found }
    value = found
  }
  return value
}

private typealias Lanes = SIMD8<Double>

/// Adds Aᵀ·A·v, of a matrix A whose rows are as long as the vector.
private func multiplyByGram(
  of matrix: Span<Lanes>, rows: Int, _ vector: Span<Lanes>, into result: inout MutableSpan<Lanes>
) {
  let width = vector.count
  for row in 0..<rows {
    var lanes = Lanes.zero
    for index in 0..<width { lanes += matrix[row * width + index] * vector[index] }
    let image = lanes.sum()
    for index in 0..<width { result[index] += matrix[row * width + index] * image }
  }
}
