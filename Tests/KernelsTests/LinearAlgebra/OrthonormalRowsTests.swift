import Kernels
import Randomness
import Tensors
import Testing

@Suite struct OrthonormalRowsTests {
  @Test(
    "rows become orthonormal and span what they spanned before",
    arguments: [(1, 1), (1, 7), (3, 3), (5, 9), (33, 40), (64, 100)], [false, true])
  func rows(extents: (Int, Int), withoutLibrary: Bool) {
    let (rows, columns) = extents
    var generator = SplitMix64(seed: UInt64(100 * rows + columns))
    let original = (0..<rows * columns).map { _ in Float.random(in: -1...1, using: &generator) }
    var matrix = original
    var span = matrix.mutableSpan
    if withoutLibrary {
      plainOrthonormalizeRows(&span, rows: rows, columns: columns)
    } else {
      orthonormalizeRows(&span, rows: rows, columns: columns)
    }
    func product(_ a: [Float], _ i: Int, _ b: [Float], _ j: Int) -> Double {
      (0..<columns).reduce(0) { $0 + Double(a[i * columns + $1]) * Double(b[j * columns + $1]) }
    }
    for i in 0..<rows {
      for j in 0...i {
        #expect(abs(product(matrix, i, matrix, j) - (i == j ? 1 : 0)) < 1e-5)
        // Row i is made of the original rows up to i alone, of its own with a positive share.
        if j < i { #expect(abs(product(matrix, i, original, j)) < 1e-4) }
      }
      #expect(product(matrix, i, original, i) > 0)
    }
  }

  @Test("without a library, rows that depend on those before are replaced")
  func dependentRows() {
    var matrix: [Float] = [1, 1, 0, 2, 2, 0, 0, 0, 0]
    var span = matrix.mutableSpan
    plainOrthonormalizeRows(&span, rows: 3, columns: 3)
    for i in 0..<3 {
      for j in 0..<3 {
        let product = (0..<3).reduce(Float(0)) { $0 + matrix[3 * i + $1] * matrix[3 * j + $1] }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-6)
      }
    }
  }

  @Test func takesNoRows() {
    var matrix: [Float] = []
    var span = matrix.mutableSpan
    orthonormalizeRows(&span, rows: 0, columns: 5)
    #expect(matrix.isEmpty)
  }
}
