import Testing
import Training

@Suite struct StepShareTests {
  @Test("the parts of a step hold each network once, in order", arguments: 1...9, [1, 4, 16])
  func numbers(count: Int, total: Int) {
    let parts = (0..<count).map { StepShare(number: $0, count: count).numbers(of: total) }
    #expect(parts.flatMap { Array($0) } == Array(0..<total))
    let sizes = parts.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }
}
