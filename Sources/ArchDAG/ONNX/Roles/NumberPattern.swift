/// Whether an array's numbers follow a rule that neither training nor a random start gives: steps of one length
/// along the last axis, as coordinates and positions have; one ratio, as the slopes of ALiBi, decays and
/// frequencies have; a vector that reads the same from both ends, as windows do; or a matrix that is
/// the same along its diagonals, as distances between positions are.
struct NumberPattern {
  private let rows: Int
  private let columns: Int
  /// How many rows of the matrices of which the array consists are as many as its columns; 0 where they are not.
  private let isSquare: Bool
  private let numbers: [Float]

  /// Shorter lines have steps of one length by chance.
  private static let shortestLine = 3
  private static let shortestWindow = 5
  private static let tolerance: Float = 1e-5

  /// - Parameters:
  ///   - extents: the array's extents, of which none is 0.
  ///   - numbers: its numbers, as many, in row-major order.
  init(extents: [Int], _ numbers: [Float]) {
    let long = extents.filter { $0 > 1 }
    columns = long.last ?? 1
    rows = long.dropLast().reduce(1, *)
    isSquare = long.count > 1 && long[long.count - 2] == columns
    self.numbers = numbers
  }

  /// Whether one of the rules holds, and the numbers are not all the same.
  var isFollowed: Bool {
    guard columns >= Self.shortestLine else { return false }
    return hasLines(isAffine) || hasLines(isGeometric)
      || (rows == 1 && columns >= Self.shortestWindow && isSymmetric)
      || (isSquare && columns > Self.shortestLine && isConstantAlongDiagonals)
  }

  /// Whether an array is one kernel for each channel alone, and the same of several numbers for all, as that of a
  /// blur is.
  ///
  /// - Parameters:
  ///   - extents: the array's extents.
  ///   - numbers: its numbers, as many, in row-major order.
  /// - Returns: `false` for one channel, of which nothing can be told.
  static func repeatsKernel(extents: [Int], _ numbers: [Float]) -> Bool {
    guard extents.count > 2, extents[0] > 1, extents[1] == 1, !numbers.isEmpty,
      numbers.count % extents[0] == 0
    else { return false }
    let count = numbers.count / extents[0]
    return (0..<count).contains { numbers[$0] != numbers[0] }
      && numbers.indices.allSatisfy { numbers[$0] == numbers[$0 % count] }
  }

  /// Whether a rule holds for each line along the last axis, and one line at least has other numbers than its
  /// first.
  private func hasLines(_ rule: (Int) -> Bool?) -> Bool {
    var varies = false
    for row in 0..<rows {
      guard let isVaried = rule(row * columns) else { return false }
      varies = varies || isVaried
    }
    return varies
  }

  /// Whether the steps of a line are not 0; `nil` where they differ.
  private func isAffine(_ start: Int) -> Bool? {
    let first = numbers[start]
    let step = (numbers[start + columns - 1] - first) / Float(columns - 1)
    let bound = Self.tolerance * max(abs(first), abs(numbers[start + columns - 1]))
    for index in 1..<columns {
      guard abs(numbers[start + index] - first - Float(index) * step) <= bound else { return nil }
    }
    return abs(step) * Float(columns - 1) > 10 * bound
  }

  /// Whether the ratio of a line is not 1; `nil` where it differs, or numbers are 0.
  private func isGeometric(_ start: Int) -> Bool? {
    let ratio = numbers[start + 1] / numbers[start]
    guard ratio.isNormal else { return nil }
    for index in 1..<columns {
      let next = numbers[start + index - 1] * ratio
      guard next.isNormal, abs(numbers[start + index] - next) <= Self.tolerance * abs(next) else {
        return nil
      }
    }
    return abs(ratio - 1) > 10 * Self.tolerance
  }

  /// Whether a vector reads the same from both ends, with or without its first number.
  private var isSymmetric: Bool {
    let varies = (1..<columns).contains { numbers[$0] != numbers[0] }
    guard varies else { return false }
    return [0, 1].contains { first in
      (first..<columns).allSatisfy { index in
        let other = numbers[columns - 1 - index + first]
        return abs(numbers[index] - other) <= Self.tolerance * abs(other)
      }
    }
  }

  /// Whether all square matrices are constant along their diagonals, and one of them varies.
  private var isConstantAlongDiagonals: Bool {
    var varies = false
    for row in 0..<rows {
      for column in 0..<columns {
        let number = numbers[row * columns + column]
        varies = varies || number != numbers[row / columns * columns * columns]
        guard row % columns > 0, column > 0 else { continue }
        guard number == numbers[(row - 1) * columns + column - 1] else { return false }
      }
    }
    return varies
  }
}
