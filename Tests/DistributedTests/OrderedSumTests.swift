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

  /// The sum as processes find it, each of which has some of the addends.
  private static func shared(
    _ owners: [Int], among processes: Int, count: Int, pieceCount: Int
  ) throws -> [[Float]] {
    try resultsOfProcesses(processes) { process in
      try process.orderedSum(count: count, owners: owners, pieceCount: pieceCount) {
        addends, range, sum in
        #expect(addends.allSatisfy { owners[$0] == process.rank })
        for number in addends {
          let values = addend(number, count: count)[range]
          sum = sum.isEmpty ? Array(values) : zip(sum, values).map { $0 + $1 }
        }
      }
    }
  }

  @Test(
    "the sum's bits depend neither on how many processes share the addends nor on who has which",
    arguments: [
      (1, [0, 0, 0, 0, 0, 0, 0]), (2, [0, 0, 0, 1, 1, 1, 1]), (4, [0, 1, 1, 2, 2, 2, 3]),
      (5, [1, 1, 1, 1, 3, 3, 3]), (2, [1, 1, 1, 1, 0, 0, 0]), (2, [0, 1, 0, 1, 0, 1, 0]),
      (3, [2, 0, 2, 2, 1, 0, 2]), (3, [1, 1, 1, 1, 1, 1, 1]),
    ])
  func bits(processes: Int, owners: [Int]) throws {
    let expected = Self.sum(of: Array(0..<7), count: 1000)
    for pieceCount in [1000, 64, 7] {
      let sums = try Self.shared(owners, among: processes, count: 1000, pieceCount: pieceCount)
      #expect(sums == Array(repeating: expected, count: processes))
    }
    // Another order gives other bits: these numbers can tell.
    #expect(Self.sum(of: Array((0..<7).reversed()), count: 1000) != expected)
  }

  @Test("without an addend there is no sum", arguments: [[], [0, 2, 0]])
  func nothing(owners: [Int]) throws {
    let sums = try resultsOfProcesses(3) { process in
      try process.orderedSum(count: 10, owners: owners, pieceCount: 4) { _, _, _ in }
    }
    #expect(sums == [[], [], []])
  }

  @Test("a process alone adds up its own")
  func alone() throws {
    let sum = try SingleProcess().orderedSum(count: 3, owners: [0, 0]) { addends, range, sum in
      #expect(addends == 0..<2)
      sum = range.map { Float($0) }
    }
    #expect(sum == [0, 1, 2])
  }
}
