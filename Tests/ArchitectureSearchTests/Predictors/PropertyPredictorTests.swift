import ArchDAG
import ArchitectureSampling
import ArchitectureSearch
import Randomness
import Tensors
import Testing

@Suite struct PropertyPredictorTests {
  private func cells(_ count: Int, seed: UInt64) -> [String] {
    let space = NASBench201Space()
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in space.text(of: space.draw(using: &generator)) }
  }

  /// A property that paths tell: how many convolutions a cell has, large ones thrice.
  private func property(_ text: String) -> Double {
    Double(text.split(separator: "nor_conv").count - 1)
      + 2 * Double(text.split(separator: "conv_3x3").count - 1)
  }

  @Test("from forty labels it orders cells that it has not seen")
  func learns() throws {
    let known = cells(40, seed: 1)
    let others = cells(60, seed: 2)
    var predictor = PropertyPredictor()
    try predictor.fit(known, labels: known.map(property))
    let estimates = try predictor.query(others)
    let tau = try #require(kendallTau(estimates.map(\.mean), others.map(property)))
    #expect(tau > 0.5)
    #expect(estimates.allSatisfy { $0.variance >= 0 })
  }

  @Test("it is surer of what it has seen")
  func variance() throws {
    let known = cells(40, seed: 1)
    var predictor = PropertyPredictor()
    try predictor.fit(known, labels: known.map(property))
    let seen = try predictor.query(known).map(\.variance).reduce(0, +) / 40
    let unseen = try predictor.query(cells(40, seed: 9)).map(\.variance).reduce(0, +) / 40
    #expect(seen < unseen)
  }

  @Test("no label is expected far from all that are known")
  func bounds() throws {
    let known = cells(40, seed: 1)
    var predictor = PropertyPredictor()
    // One label far below all others: a line through it would lead anywhere.
    try predictor.fit(known, labels: known.indices.map { $0 == 0 ? -1000 : Double($0) })
    let means = try predictor.query(cells(200, seed: 5)).map(\.mean)
    #expect(means.allSatisfy { $0 > -2001 && $0 < 40 })
  }

  @Test("further features, even infinite ones, are learned from")
  func features() throws {
    let known = cells(30, seed: 3)
    let others = cells(30, seed: 4)
    // Nothing of the text tells this label.
    func label(_ place: Int) -> Double { Double((place * 7) % 30) }
    var predictor = PropertyPredictor()
    try predictor.fit(
      known, labels: known.indices.map(label),
      features: known.indices.map { [$0 == 3 ? -.infinity : label($0)] })
    let means = try predictor.query(
      others, features: others.indices.map { [label($0)] }
    ).map(\.mean)
    #expect(try #require(kendallTau(means, others.indices.map(label))) > 0.5)
  }

  @Test func aPredictorThatHasNotLearnedIsAnError() {
    #expect(throws: SearchError.self) { try PropertyPredictor().query(cells(1, seed: 0)) }
  }

  @Test func listsMustFitEachOther() {
    var predictor = PropertyPredictor()
    #expect(throws: SearchError.self) { try predictor.fit(cells(2, seed: 0), labels: [1]) }
    #expect(throws: SearchError.self) { try predictor.fit(cells(1, seed: 0), labels: [1]) }
    #expect(throws: SearchError.self) { try predictor.fit(["|x"], labels: [1]) }
    #expect(throws: SearchError.self) {
      try predictor.fit(cells(1, seed: 0) + ["[[1], [4, 0]]"], labels: [1, 2])
    }
  }
}
