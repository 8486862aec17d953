import Distributed
import ProcessThreads
import Testing

@Suite struct OrderedSumTests {
  /// Numbers of very different sizes, so that the order of a sum can be told from its bits.
  private static func addend(_ number: Int, count: Int) -> [Float] {
    (0..<count).map { place in
      let mixed = UInt64(number * 7919 + place * 104_729 + 1) &* 0x9E37_79B9_7F4A_7C15
      return Float(Int64(bitPattern: mixed) >> 20) * (number % 2 == 0 ? 1 : 1e-6)
    }
  }

  private static func sum(of addends: [Int], count: Int) -> [Float] {
    var sum = addend(addends[0], count: count)
    for number in addends.dropFirst() {
      for (place, value) in addend(number, count: count).enumerated() { sum[place] += value }
    }
    return sum
  }

  /// The sum as processes find it, each with its share of the addends.
  private static func shared(
    _ shares: [[Int]], count: Int, pieceCount: Int
  ) throws -> [[Float]] {
    try resultsOfProcesses(shares.count) { process in
      try process.orderedSum(count: count, pieceCount: pieceCount) { range, sum in
        for number in shares[process.rank] {
          let values = addend(number, count: count)[range]
          sum = sum.isEmpty ? Array(values) : zip(sum, values).map { $0 + $1 }
        }
      }
    }
  }

  @Test(
    "the sum's bits do not depend on how many processes share the addends",
    arguments: [
      [[0, 1, 2, 3, 4, 5, 6]], [[0, 1, 2], [3, 4, 5, 6]], [[0], [1, 2], [3, 4, 5], [6]],
      [[], [0, 1, 2, 3], [], [4, 5, 6], []],
    ])
  func bits(shares: [[Int]]) throws {
    let expected = Self.sum(of: Array(0..<7), count: 1000)
    for pieceCount in [1000, 64, 7] {
      let sums = try Self.shared(shares, count: 1000, pieceCount: pieceCount)
      #expect(sums == Array(repeating: expected, count: shares.count))
    }
    // Another order gives other bits: these numbers can tell.
    #expect(Self.sum(of: Array((0..<7).reversed()), count: 1000) != expected)
  }

  @Test("without an addend there is no sum")
  func nothing() throws {
    #expect(try Self.shared([[], [], []], count: 10, pieceCount: 4) == [[], [], []])
  }

  @Test("a process alone adds up its own")
  func alone() throws {
    let sum = try SingleProcess().orderedSum(count: 3) { range, sum in
      sum = range.map { Float($0) }
    }
    #expect(sum == [0, 1, 2])
  }
}
