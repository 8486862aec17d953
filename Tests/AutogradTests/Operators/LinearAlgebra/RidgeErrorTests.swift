import Autograd
import Tensors
import Testing

@Suite struct RidgeErrorTests {
  private let labels = [2, 0, 1, 1, 2, 0]

  /// Ridge regression anew for each row that is left out, by gradient descent in double precision; the
  /// means are those of the others, the penalty is that of all rows.
  private func slow(_ features: Tensor, penalty: Double) -> Double {
    let (rows, width, classes) = (features.shape[0], features.shape[1], 3)
    func centered(
      _ columns: Int, leavingOut left: Int?, _ number: (Int, Int) -> Double
    ) -> [[Double]] {
      let others = (0..<rows).filter { $0 != left }
      let means = (0..<columns).map { column in
        others.reduce(0) { $0 + number($1, column) } / Double(others.count)
      }
      return (0..<rows).map { row in (0..<columns).map { number(row, $0) - means[$0] } }
    }
    func feature(_ row: Int, _ column: Int) -> Double {
      Double(features.scalars[row * width + column])
    }
    let all = centered(width, leavingOut: nil, feature)
    let ridge = penalty * all.joined().reduce(0) { $0 + $1 * $1 } / Double(rows)
    var error = 0.0
    for left in 0..<rows {
      let f = centered(width, leavingOut: left, feature)
      let y = centered(classes, leavingOut: left) { labels[$0] == $1 ? 1 : 0 }
      var w = [[Double]](repeating: [Double](repeating: 0, count: classes), count: width)
      for _ in 0..<4000 {
        var change = w.map { $0.map { ridge * $0 } }
        for row in 0..<rows where row != left {
          for label in 0..<classes {
            let residual = (0..<width).reduce(-y[row][label]) { $0 + f[row][$1] * w[$1][label] }
            for column in 0..<width { change[column][label] += residual * f[row][column] }
          }
        }
        for column in 0..<width {
          for label in 0..<classes { w[column][label] -= 0.05 * change[column][label] }
        }
      }
      for label in 0..<classes {
        let residual = (0..<width).reduce(-y[left][label]) { $0 + f[left][$1] * w[$1][label] }
        error += residual * residual / Double(rows)
      }
    }
    return error
  }

  @Test(
    "each row's error is that of a regression on all others, in few dimensions and in more than rows",
    arguments: [Float(0.1), 2], [4, 20])
  func value(penalty: Float, width: Int) {
    let features = sample([6, width], seed: 1)
    let found = Variable(features).ridgeError(labels: labels, classCount: 3, penalty: penalty)
    #expect(found.shape == [])
    let expected = slow(features, penalty: Double(penalty))
    #expect(abs(Double(found.value.scalars[0]) - expected) < 1e-4)
  }

  @Test(arguments: [Float(0.1), 2], [4, 20])
  func gradient(penalty: Float, width: Int) {
    expectGradientsMatchDifferences(of: [sample([6, width], seed: 2)]) {
      $0[0].ridgeError(labels: labels, classCount: 3, penalty: penalty)
    }
  }

  @Test("scale and place of features do not matter, and features that say all leave little error")
  func invariance() {
    func error(_ numbers: [Float]) -> Float {
      Variable(Tensor(shape: [6, 3], scalars: numbers))
        .ridgeError(labels: labels, classCount: 3, penalty: 0.01).value.scalars[0]
    }
    let numbers = sample([6, 3], seed: 3).scalars
    let moved = numbers.map { 100 * $0 + 7 }
    #expect(abs(error(numbers) - error(moved)) < 1e-3)
    let telling = labels.flatMap { label in (0..<3).map { $0 == label ? Float(1) : 0 } }
    #expect(error(telling) < 0.05)
    // Features that are all the same: the mean of the others' labels, of which one of five is of its class.
    let constant = error([Float](repeating: 3, count: 18))
    #expect(abs(constant - (16 + 2 * 4) / 25) < 1e-6)
  }
}
