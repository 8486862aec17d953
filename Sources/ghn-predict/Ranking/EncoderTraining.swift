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
  /// - Throws: ``CommandFailure``.
  func encoder(
    of names: [String], scores: [[Double]]
  ) throws(CommandFailure) -> PretrainedEncoder {
    let options = PretrainedEncoder.Options(targets: targets, seed: seed)
    let progress = showsProgress ? Progress("learning", total: options.steps) : nil
    defer { progress?.end() }
    let embeddings = targets.contains(.ghn) ? try embeddings(of: names) : []
    do {
      return try PretrainedEncoder(
        names, options: options, scores: scores, embeddings: embeddings
      ) { _ in
        progress?.add(1)
        return true
      }
    } catch {
      throw CommandFailure(error)
    }
  }

  /// What the hypernetwork makes of each network.
  private func embeddings(of names: [String]) throws(CommandFailure) -> [[Float]] {
    let model: GraphHyperNetwork
    do {
      model = try ghn.read().model
    } catch {
      throw CommandFailure(error)
    }
    do {
      return try model.meanEmbeddings(count: names.count) { (place) throws(SearchError) in
        try ScoredList.architecture(names[place], options)
      }
    } catch {
      throw CommandFailure(error)
    }
  }
}
