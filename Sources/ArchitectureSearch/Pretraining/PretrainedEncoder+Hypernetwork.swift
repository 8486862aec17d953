public import ArchDAG
public import GHN

extension PretrainedEncoder {
  /// Trains an encoder, with what a hypernetwork makes of each architecture where that is a target.
  ///
  /// - Parameters:
  ///   - texts: the architectures of the space, or some of them.
  ///   - options: how the encoder is trained.
  ///   - scores: scores of each architecture, where ``PretrainingTarget/scores`` is a target.
  ///   - ghn: the hypernetwork, where ``PretrainingTarget/ghn`` is one.
  ///   - genotypes: the wishes that shape the networks of which it makes embeddings.
  ///   - probe: the images of the networks, where ``PretrainingTarget/hypernetwork`` is a target.
  ///   - report: takes how many steps were made, and ends the training where it answers `false`.
  /// - Throws: ``SearchError``, also where a target has no numbers.
  public init(
    _ texts: [String], options: Options, scores: [[Double]], ghn: GraphHyperNetwork?,
    genotypes: GenotypeOptions = GenotypeOptions(), probe: Probe,
    report: (Int) -> Bool = { _ in true }
  ) throws(SearchError) {
    let embeddings: [[Float]]
    if let ghn, options.targets.contains(.ghn) {
      embeddings = try ghn.meanEmbeddings(count: texts.count) { (index) throws(SearchError) in
        try Architecture(listed: texts[index], options: genotypes)
      }
    } else {
      embeddings = []
    }
    try self.init(
      texts, options: options, scores: scores, embeddings: embeddings,
      task: HypernetworkTask(probe: probe, genotypes: genotypes), report: report)
  }
}
