import Concurrency

/// What models say of labels that they have not learned from, for labels that are few.
///
/// The labeled are dealt into four folds, and each is told by what has learned from the other three.
struct LeftOutLabels {
  /// What is known of the labeled.
  private let inputs: [FewLabelModel.Input]
  private let labels: [Double]
  private let encoder: GraphEncoder
  private let seed: UInt64
  private let folds: [Fold]

  private struct Fold: Sendable {
    let known: [Int]
    let others: [Int]
    /// The normal scores of the known.
    let scores: [Double]
  }

  private static let foldCount = 4

  /// Deals labels; `nil` where they are too few to choose anything by.
  init?(
    _ inputs: [FewLabelModel.Input], labels: [Double], encoder: GraphEncoder, seed: UInt64
  ) {
    guard labels.count >= 2 * Self.foldCount else { return nil }
    self.inputs = inputs
    self.labels = labels
    self.encoder = encoder
    self.seed = seed
    folds = (0..<Self.foldCount).map { fold in
      let known = labels.indices.filter { $0 % Self.foldCount != fold }
      return Fold(
        known: known, others: labels.indices.filter { $0 % Self.foldCount == fold },
        scores: LabelScale(known.map { labels[$0] }).transformed)
    }
  }

  /// What Gaussian processes say of each, in normal scores.
  func toldByProcesses() -> [Double] {
    told(models: 1) { fold, _ in
      let process = GaussianProcess(
        fold.known.map { inputs[$0].groups }, labels: fold.scores)
      return fold.others.map { process.estimate(inputs[$0].groups).mean }
    }[0]
  }

  /// What heads say of each that are fine-tuned in different ways, in normal scores.
  func toldByHeads(_ tunings: [FineTuning]) -> [[Double]] {
    told(models: tunings.count) { fold, model in
      RankingEnsemble(
        fold.known.map { inputs[$0] }, labels: fold.scores, from: encoder, [tunings[model]],
        seed: seed
      ).estimates(fold.others.map { inputs[$0] }).map(\.mean)
    }
  }

  /// How well numbers order the labels (Kendall's τ-b); −1 where they do not.
  func agreement(_ told: [Double]) -> Double { kendallTau(told, labels) ?? -1 }

  /// For each model what it says of each label, when it has learned from the folds without it.
  private func told(
    models: Int, _ estimates: @Sendable (Fold, Int) -> [Double]
  ) -> [[Double]] {
    let parts = concurrentMap(count: models * folds.count) { job in
      estimates(folds[job % folds.count], job / folds.count)
    }
    var told = Array(repeating: labels, count: models)
    for (job, part) in parts.enumerated() {
      for (index, number) in zip(folds[job % folds.count].others, part) {
        told[job / folds.count][index] = number
      }
    }
    return told
  }
}
