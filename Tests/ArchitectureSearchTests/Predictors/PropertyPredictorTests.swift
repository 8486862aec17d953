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

  /// Which part of labels lies further than two deviations from what was expected, and the mean of squared
  /// deviations.
  private func misses(
    _ predictor: PropertyPredictor, _ texts: [String], _ labels: [Double]
  ) throws -> (far: Double, square: Double) {
    let squares = zip(try predictor.query(texts), labels).map { estimate, label in
      (estimate.mean - label) * (estimate.mean - label) / estimate.variance
    }
    let count = Double(squares.count)
    return (Double(squares.count { $0 > 4 }) / count, squares.reduce(0, +) / count)
  }

  /// Cells of which none is twice, the first of them labeled, and labels that have some noise.
  private func labeled(_ count: Int, seed: UInt64) -> (texts: [String], labels: [Double]) {
    var seen: Set<String> = []
    let texts = cells(count, seed: seed).filter { seen.insert($0).inserted }
    var generator = SplitMix64(seed: seed)
    let labels = texts.map { text in
      // Twelve uniform numbers have the variance of a normal one.
      let noise = (0..<12).reduce(-6.0) { sum, _ in sum + .random(in: 0..<1, using: &generator) }
      return property(text) + 0.1 * noise
    }
    return (texts, labels)
  }

  @Test(
    "labels lie within two deviations of what is expected, seen or not", arguments: 0..<4,
    [false, true])
  func calibration(seed: Int, isEncoded: Bool) throws {
    let (texts, labels) = labeled(isEncoded ? 260 : 460, seed: UInt64(seed))
    var encoder: PretrainedEncoder?
    if isEncoded {
      var options = PretrainedEncoder.Options(targets: [.flow], seed: UInt64(seed))
      options.steps = 60
      encoder = try PretrainedEncoder(texts, options: options) { _ in true }
    }
    var predictor = PropertyPredictor(seed: UInt64(seed), encoder: encoder)
    try predictor.fit(Array(texts[..<78]), labels: Array(labels[..<78]))
    for part in [0..<78, 78..<texts.count] {
      let (far, square) = try misses(predictor, Array(texts[part]), Array(labels[part]))
      #expect(far < 0.12, "\(part): \(far)")
      #expect(square < 2.5, "\(part): \(square)")
    }
    // Nor are deviations so wide that they say nothing.
    let (_, square) = try misses(predictor, Array(texts[78...]), Array(labels[78...]))
    #expect(square > 0.2, "\(square)")
  }

  @Test("an ensemble's deviations hold what its members miss together")
  func ensembleCalibration() throws {
    let (texts, labels) = labeled(1000, seed: 7)
    var predictor = PropertyPredictor(seed: 7)
    try predictor.fit(Array(texts[..<620]), labels: Array(labels[..<620]))
    let (far, square) = try misses(predictor, Array(texts[620...]), Array(labels[620...]))
    #expect(far < 0.15 && square < 3, "\(far) \(square)")
  }

  @Test("a label that is not finite is named by its place")
  func infiniteLabels() {
    var predictor = PropertyPredictor()
    #expect(throws: SearchError.unfit(expected: "finite labels", found: "label 1 of inf")) {
      try predictor.fit(cells(3, seed: 0), labels: [1, .infinity, 2])
    }
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
