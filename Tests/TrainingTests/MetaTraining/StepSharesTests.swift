import Testing
import Training

@Suite struct StepSharesTests {
  private func varied(_ count: Int) -> [Double] {
    (0..<count).map { number in
      let mixed = number * number * 7 + 5 * number
      return Double(1 + mixed % 23)
    }
  }

  @Test("the parts of a step hold each network once, in order", arguments: 1...9, [1, 4, 16])
  func neighbors(count: Int, total: Int) {
    let shares = StepShares(neighborsOf: total, among: count)
    let parts = (0..<count).map { shares.numbers(of: $0) }
    #expect(parts.flatMap { $0 } == Array(0..<total))
    let sizes = parts.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  @Test("an expensive network stands alone beside many cheap ones")
  func balance() {
    let shares = StepShares(costs: [1, 1, 9, 2, 2, 3], among: 2)
    #expect(shares.owners == [0, 0, 1, 0, 0, 0])
  }

  @Test("no other cuts of the circle of networks are better", arguments: 1...4, 1...7)
  func optimum(count: Int, total: Int) {
    let costs = varied(total)
    let shares = StepShares(costs: costs, among: count)
    /// The most expensive share if networks begin a share where a bit is set.
    func largest(_ cuts: Int) -> Double {
      let beginnings = (0..<total).filter { cuts >> $0 & 1 == 1 }
      guard beginnings.count > 1 else { return costs.reduce(0, +) }
      return beginnings.indices.map { index in
        let next =
          index + 1 < beginnings.count ? beginnings[index + 1] : beginnings[0] + total
        return (beginnings[index]..<next).reduce(0.0) { $0 + costs[$1 % total] }
      }.max() ?? 0
    }
    let best = (0..<1 << total).filter { $0.nonzeroBitCount <= count }.map(largest).min() ?? 0
    let loads = (0..<count).map { process in
      shares.numbers(of: process).reduce(0.0) { $0 + costs[$1] }
    }
    #expect(loads.max() == best)
    // Sums pass each process once, but for the first, which may have networks at both ends.
    let stops = shares.owners.indices.dropFirst().filter {
      shares.owners[$0] != shares.owners[$0 - 1]
    }
    #expect(stops.count <= count)
    #expect(shares.owners.first == 0)
  }

  @Test("more processes than networks leave some without; networks without a cost are no trouble")
  func fewNetworks() {
    let shares = StepShares(costs: [5, 4], among: 4)
    #expect((0..<4).map { shares.numbers(of: $0) } == [[0], [1], [], []])
    #expect(StepShares(neighborsOf: 2, among: 4).owners.count == 2)
    #expect(StepShares(costs: [0, 0, 0], among: 2).owners.count == 3)
    #expect(StepShares(costs: [], among: 2).owners.isEmpty)
  }
}
