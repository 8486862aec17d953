import ArchDAG

/// An architecture as predictors know it: what its text is a candidate of.
enum PredictedCandidate {
  case nasBench201(NASBench201Cell)
  case nasBench101(NASBench101Cell)
  case enas(ENASNetwork)
  /// Two cells of four sums, each of two of the states before it.
  case darts(Genotype)
  /// Any other network.
  case network(Architecture)

  /// Reads an architecture.
  ///
  /// - Throws: ``SearchError`` where the text is none.
  init(_ text: String) throws(SearchError) {
    guard Architecture.isText(text) else {
      self = .network(try Architecture(listed: text, options: GenotypeOptions()))
      return
    }
    do throws(ArchitectureError) {
      let candidate = try CandidateText(text)
      if let cell = try? candidate.nasBench201() {
        self = .nasBench201(cell)
      } else if let cell = try? candidate.nasBench101() {
        self = .nasBench101(cell)
      } else if let network = try? candidate.enas() {
        self = .enas(network)
      } else if let genotype = try? candidate.genotype(), Self.isDARTS(genotype) {
        self = .darts(genotype)
      } else {
        self = .network(
          try candidate.architecture(options: GenotypeOptions(), name: "architecture"))
      }
    } catch {
      throw .architecture(name: String(text.prefix(120)), error)
    }
  }

  private static func isDARTS(_ genotype: Genotype) -> Bool {
    [genotype.normal, genotype.reduction].allSatisfy {
      $0.edges.count == 8 && $0.concatenation == [2, 3, 4, 5]
        && $0.edges.enumerated().allSatisfy { (0..<$0 / 2 + 2).contains($1.state) }
    }
  }
}
