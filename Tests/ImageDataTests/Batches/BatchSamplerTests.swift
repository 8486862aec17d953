import Foundation
import ImageData
import Testing

@Suite struct BatchSamplerTests {
  @Test(
    "an epoch shows every image once, in an order of its own",
    arguments: [(10, 3), (12, 4), (5, 8), (1, 1)])
  func epochs(count: Int, batchSize: Int) {
    var sampler = BatchSampler(count: count, batchSize: batchSize, seed: 3)
    var orders: [[Int]] = []
    for epoch in 0..<3 {
      let batches = (0..<sampler.batchesPerEpoch).map { _ in sampler.next() }
      #expect(batches.allSatisfy { $0.epoch == epoch })
      #expect(batches.dropLast().allSatisfy { $0.indices.count == batchSize })
      orders.append(batches.flatMap(\.indices))
      #expect(orders[epoch].sorted() == Array(0..<count))
    }
    #expect(count < 5 || Set(orders).count == 3)
  }

  @Test("a sampler made from a stored state goes on with the very same batches")
  func resuming() throws {
    var sampler = BatchSampler(count: 50, batchSize: 8, seed: 11)
    for _ in 0..<20 {
      let stored = try JSONEncoder().encode(sampler.state)
      let state = try JSONDecoder().decode(BatchSampler.State.self, from: stored)
      var resumed = BatchSampler(count: 50, batchSize: 8, resuming: state)
      let expected = (0..<9).map { [sampler] in
        var copy = sampler
        return (0...$0).map { _ in copy.next() }.last
      }
      #expect((0..<9).map { _ in resumed.next() } == expected)
      _ = sampler.next()
    }
  }

  @Test func seedsDetermineOrdersAndAugmentations() {
    func batches(seed: UInt64) -> [BatchSampler.Batch] {
      var sampler = BatchSampler(count: 40, batchSize: 10, seed: seed)
      return (0..<12).map { _ in sampler.next() }
    }
    #expect(batches(seed: 1) == batches(seed: 1))
    #expect(batches(seed: 1).map(\.indices) != batches(seed: 2).map(\.indices))
    let seeds = (0..<50).flatMap { batches(seed: $0).map(\.seed) }
    #expect(Set(seeds).count == seeds.count)
  }

  @Test func everyImageIsAsLikelyInEveryPlace() {
    var counts = [Int](repeating: 0, count: 6)
    for seed in 0..<6000 {
      var sampler = BatchSampler(count: 6, batchSize: 1, seed: UInt64(seed))
      counts[sampler.next().indices[0]] += 1
    }
    // 1000 expected each, with a deviation of 29.
    #expect(counts.allSatisfy { (880...1120).contains($0) }, "\(counts)")
  }
}
