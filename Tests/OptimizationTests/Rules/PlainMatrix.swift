import Foundation
import Randomness
import Tensors

/// A matrix of doubles, with the textbook's loops.
struct PlainMatrix {
  var rows: [[Double]]

  init(_ rows: [[Double]]) {
    self.rows = rows
  }

  init(_ tensor: Tensor) {
    let columns = tensor.shape[1]
    rows = (0..<tensor.shape[0]).map { row in
      (0..<columns).map { Double(tensor.scalars[row * columns + $0]) }
    }
  }

  /// Numbers drawn from −1 to 1.
  init(_ rowCount: Int, _ columnCount: Int, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    rows = (0..<rowCount).map { _ in
      (0..<columnCount).map { _ in Double(Float.random(in: -1...1, using: &generator)) }
    }
  }

  static func diagonal(_ numbers: [Double]) -> PlainMatrix {
    PlainMatrix(
      numbers.indices.map { row in
        numbers.indices.map { $0 == row ? numbers[row] : 0 }
      })
  }

  /// Orthonormal rows, by Gram and Schmidt.
  static func rotation(_ order: Int, seed: UInt64) -> PlainMatrix {
    var result: [[Double]] = []
    for row in PlainMatrix(order, order, seed: seed).rows {
      var rest = row
      for earlier in result {
        let part = zip(row, earlier).reduce(0) { $0 + $1.0 * $1.1 }
        rest = zip(rest, earlier).map { $0 - part * $1 }
      }
      let norm = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
      result.append(rest.map { $0 / norm })
    }
    return PlainMatrix(result)
  }

  var tensor: Tensor {
    Tensor(shape: [rows.count, rows[0].count], scalars: rows.joined().map { Float($0) })
  }

  var transposed: PlainMatrix {
    PlainMatrix(rows[0].indices.map { column in rows.map { $0[column] } })
  }

  var norm: Double { rows.joined().reduce(0) { $0 + $1 * $1 }.squareRoot() }

  static func * (left: PlainMatrix, right: PlainMatrix) -> PlainMatrix {
    let columns = right.transposed.rows
    return PlainMatrix(
      left.rows.map { row in
        columns.map { column in zip(row, column).reduce(0) { $0 + $1.0 * $1.1 } }
      })
  }

  static func * (factor: Double, matrix: PlainMatrix) -> PlainMatrix {
    PlainMatrix(matrix.rows.map { $0.map { factor * $0 } })
  }

  static func + (left: PlainMatrix, right: PlainMatrix) -> PlainMatrix {
    PlainMatrix(zip(left.rows, right.rows).map { zip($0, $1).map { $0 + $1 } })
  }

  /// The largest difference of two numbers in one place.
  func distance(to other: PlainMatrix) -> Double {
    zip(rows.joined(), other.rows.joined()).map { abs($0 - $1) }.max() ?? 0
  }
}
