import ArchDAG
import ArchitectureSampling
import ArchitectureSearch
import Concurrency
import Randomness
import Testing

@Suite struct PretrainedEncoderTests {
  private func candidates(_ space: some TextualSpace, _ count: Int, seed: UInt64) -> [String] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in space.text(of: space.draw(using: &generator)) }
  }

  private func cells(_ count: Int, seed: UInt64) -> [String] {
    candidates(NASBench201Space(), count, seed: seed)
  }

  private func encoder(
    _ texts: [String], _ targets: [PretrainingTarget], steps: Int, scores: [[Double]] = []
  ) throws -> PretrainedEncoder {
    try PretrainedEncoder(
      texts, options: .init(targets: targets, steps: steps, seed: 3), scores: scores)
  }

  /// The rank correlation of what a predictor of few labels expects of other cells.
  private func tau(_ encoder: PretrainedEncoder?, _ label: (String) -> Double) throws -> Double {
    let (known, others) = (cells(24, seed: 1), cells(120, seed: 2))
    var predictor = PropertyPredictor(encoder: encoder)
    try predictor.fit(known, labels: known.map(label))
    return try #require(
      kendallTau(try predictor.query(others).map(\.mean), others.map(label)))
  }

  @Test("an encoder that has learned a score tells the order of cells from fewer labels")
  func helps() throws {
    // A number of a cell's form that its paths tell only roughly.
    let space = NASBench201Space()
    func label(_ text: String) -> Double {
      guard let cell = try? space.candidate(text) else { return 0 }
      let form = space.text(of: space.canonicalForm(of: cell))
      return form.split(separator: "|").enumerated().reduce(0) { sum, entry in
        let weight = Double(entry.offset % 3 + 1)
        return sum + (entry.element.hasPrefix("nor_conv_3x3") ? weight * weight : 0)
          - (entry.element.hasPrefix("avg_pool") ? weight : 0)
      }
    }
    let all = cells(400, seed: 5) + cells(24, seed: 1) + cells(120, seed: 2)
    let learned = try encoder(all, [.scores], steps: 150, scores: all.map { [label($0)] })
    let without = try tau(nil, label)
    let with = try tau(learned, label)
    #expect(with > without + 0.03, "τ \(with) with, \(without) without")
  }

  @Test("the same bytes for any number of threads")
  func threads() throws {
    let all = cells(60, seed: 4)
    func means(_ threads: Int) throws -> [Double] {
      try withThreads(threads) {
        var predictor = PropertyPredictor(encoder: try encoder(all, [.flow], steps: 12))
        try predictor.fit(Array(all[..<9]), labels: (0..<9).map(Double.init))
        return try predictor.query(Array(all[9...])).map(\.mean)
      }
    }
    #expect(try means(1) == means(3))
  }

  @Test("cells whose nodes have changed places are the same")
  func isomorphism() throws {
    let one = "|nor_conv_1x1~0|+|nor_conv_3x3~0|none~1|+|none~0|avg_pool_3x3~1|skip_connect~2|"
    let other = "|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|none~0|skip_connect~1|avg_pool_3x3~2|"
    let all = cells(7, seed: 8)
    var predictor = PropertyPredictor(encoder: try encoder(all, [.flow], steps: 4))
    try predictor.fit(all, labels: all.indices.map(Double.init))
    let means = try predictor.query([one, other]).map(\.mean)
    #expect(abs(means[0] - means[1]) < 1e-3)
  }

  @Test("every space has graphs that an encoder learns from", arguments: NamedSpaces.names)
  func spaces(name: String) throws {
    let space = try #require(NamedSpaces.space(named: name))
    let all = candidates(space, 6, seed: 6)
    var predictor = PropertyPredictor(encoder: try encoder(all, [.flow], steps: 2))
    try predictor.fit(all, labels: all.indices.map(Double.init))
    #expect(try predictor.query(all).allSatisfy { $0.mean.isFinite })
  }

  @Test("training ends where it is told to")
  func cancellation() throws {
    var steps: [Int] = []
    _ = try PretrainedEncoder(cells(4, seed: 1), options: .init(steps: 50)) {
      steps.append($0)
      return $0 < 3
    }
    #expect(steps == [1, 2, 3])
  }

  @Test func anotherSpaceIsRefused() throws {
    let learned = try encoder(cells(4, seed: 1), [], steps: 1)
    var predictor = PropertyPredictor(encoder: learned)
    #expect(
      throws: SearchError.unfit(expected: "NAS-Bench-201 cells", found: "ENAS networks")
    ) {
      try predictor.fit(["[[1], [4, 0]]", "[[2], [4, 0]]"], labels: [1, 2])
    }
    #expect(throws: SearchError.self) {
      try PretrainedEncoder(cells(1, seed: 0) + ["[[1], [4, 0]]"], options: .init(steps: 1))
    }
  }

  @Test func targetsNeedNumbersOfEachArchitecture() {
    let all = cells(3, seed: 1)
    #expect(throws: SearchError.self) { try PretrainedEncoder([], options: .init()) }
    #expect(throws: SearchError.self) { try encoder(all, [.scores], steps: 1) }
    #expect(throws: SearchError.self) { try encoder(all, [.scores], steps: 1, scores: [[1], [2]]) }
    #expect(throws: SearchError.self) {
      try encoder(all, [.scores], steps: 1, scores: [[1], [2], [1, 2]])
    }
    #expect(throws: SearchError.self) { try encoder(all, [.ghn], steps: 1) }
  }

  @Test("another encoder makes a predictor forget")
  func forgets() throws {
    let all = cells(4, seed: 1)
    var predictor = PropertyPredictor()
    try predictor.fit(all, labels: [1, 2, 3, 4])
    predictor.encoder = try encoder(all, [], steps: 1)
    #expect(!predictor.isFitted)
  }
}
