import Kernels
import Testing

@Suite struct CholeskyInverseTests {
  @Test("a matrix times its inverse is the identity", arguments: [1, 2, 5, 17])
  func inverse(order: Int) {
    // B·Bᵀ + 1 for some B.
    let b = (0..<order * order).map { Double(($0 * 37 + 11) % 19) / 19 - 0.4 }
    var matrix = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in 0..<order {
        matrix[row * order + column] = row == column ? 1 : 0
        for k in 0..<order {
          matrix[row * order + column] += b[row * order + k] * b[column * order + k]
        }
      }
    }
    let inverse = choleskyInverse(matrix, order: order)
    for row in 0..<order {
      for column in 0..<order {
        let product = (0..<order).reduce(0) {
          $0 + matrix[row * order + $1] * inverse[$1 * order + column]
        }
        let expected: Double = row == column ? 1 : 0
        #expect(abs(product - expected) < 1e-12)
      }
    }
  }

  @Test func whatHasNoInverseGivesNumbersThatAreNotFinite() {
    let matrices: [[Double]] = [[0, 0, 0, 0], [-1], [1, 0, 2, 1]]
    for matrix in matrices {
      let inverse = choleskyInverse(matrix, order: matrix.count == 1 ? 1 : 2)
      #expect(inverse.contains { !$0.isFinite })
    }
  }
}
