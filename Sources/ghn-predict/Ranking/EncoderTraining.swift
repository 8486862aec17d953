import ArchDAG
import ArchitectureSearch
import GHN

/// How `rank` trains an encoder of the architectures that it has scored.
struct EncoderTraining {
  let targets: [PretrainingTarget]
  let seed: UInt64
  let ghn: GHNArguments
  /// The wishes that shape the networks of which a hypernetwork makes embeddings.
  let options: GenotypeOptions
  let showsProgress: Bool

  /// Trains the encoder.
  ///
  /// - Parameters:
  ///   - names: the architectures.
  ///   - scores: the scores of each.
  /// - Returns: the encoder.
  /// - Throws: `SearchError`, and why the GHN cannot be read.
  func encoder(
    of names: [String], scores: [[Double]]
  ) throws -> PretrainedEncoder {
    let options = PretrainedEncoder.Options(targets: targets, seed: seed)
    let progress = showsProgress ? Progress("learning", total: options.steps) : nil
    defer { progress?.end() }
    let embeddings = targets.contains(.ghn) ? try embeddings(of: names) : []
    return try PretrainedEncoder(
      names, options: options, scores: scores, embeddings: embeddings
    ) { _ in
      progress?.add(1)
      return true
    }
  }

  /// What the hypernetwork makes of each network.
  private func embeddings(of names: [String]) throws -> [[Float]] {
    let model = try ghn.read().model
    return try model.meanEmbeddings(count: names.count) { (place) throws(SearchError) in
      try ScoredList.architecture(names[place], options)
    }
  }
}
