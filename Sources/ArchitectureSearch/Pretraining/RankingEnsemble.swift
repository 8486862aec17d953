import Autograd
import Concurrency
import Layers
import Optimization
import Randomness
import Tensors

/// Several copies of a pre-trained encoder, each fine-tuned with a linear head to order the labeled.
///
/// The loss is a hinge over pairs: the mean of max(0, min(1, l_i − l_j) − (s_i − s_j)) over all pairs
/// whose normal scores of labels are l_i > l_j, with s what the head says. What members say is moved to
/// mean 0 and deviation 1 among the labeled, as normal scores are; their mean is the estimate, and how
/// much they differ its variance.
///
/// Source: pairwise hinge losses, as in Joachims (KDD 2002), Eq. 12 to 15; for predictors of
/// architectures, Ning et al. (arXiv:2004.01899), Eq. 3.
struct RankingEnsemble: Sendable {
  private struct Member: Sendable {
    let model: HeadedEncoder
    let mean: Double
    let deviation: Double
  }

  private let members: [Member]

  private static let margin: Float = 1
  private static let queryBatchSize = 512

  /// Learns an order.
  ///
  /// - Parameters:
  ///   - inputs: the labeled architectures, each with its graph.
  ///   - labels: the normal score of each.
  ///   - encoder: the encoder that every member begins with.
  ///   - tunings: how each member is fine-tuned.
  ///   - seed: what random numbers follow from.
  init(
    _ inputs: [FewLabelModel.Input], labels: [Double], from encoder: GraphEncoder,
    _ tunings: [FineTuning], seed: UInt64
  ) {
    let batch = HeadedEncoder.Batch(inputs)
    let scale = HeadedEncoder.EmbeddingScale(of: encoder(batch.graphs, on: nil).value)
    let labels = labels.map(Float.init)
    members = concurrentMap(count: tunings.count) { member in
      let tuning = tunings[member]
      let schedule = LearningRateSchedule(base: tuning.rate, length: .steps(tuning.epochs))
      var generator = SplitMix64(seed: SplitMix64.seed(seed, member))
      var model = HeadedEncoder(
        encoder, of: batch.graphs[0].vocabulary, featureCount: batch.features[0].count, widths: [1],
        scale: scale, using: &generator)
      for epoch in 0..<tuning.epochs {
        model.step(
          batch, rate: schedule.rate(step: epoch, seconds: 0), dropout: tuning.dropout,
          using: &generator
        ) { told in
          Tensor(shape: told.shape, scalars: Self.gradient(of: told.scalars, labels))
        }
      }
      let told = Moments(model(batch).scalars.map(Double.init))
      return Member(model: model, mean: told.mean, deviation: max(told.deviation, 1e-12))
    }
  }

  /// Mean and variance of architectures' normal scores.
  func estimates(_ inputs: [FewLabelModel.Input]) -> [(mean: Double, variance: Double)] {
    var estimates: [(mean: Double, variance: Double)] = []
    for start in stride(from: 0, to: inputs.count, by: Self.queryBatchSize) {
      let part = HeadedEncoder.Batch(
        Array(inputs[start..<min(start + Self.queryBatchSize, inputs.count)]))
      let answers = members.map { member in
        member.model(part).scalars.map { (Double($0) - member.mean) / member.deviation }
      }
      for index in part.graphs.indices {
        let told = Moments(answers.map { $0[index] })
        estimates.append((told.mean, told.sampleVariance))
      }
    }
    return estimates
  }

  /// The gradient of the hinge loss with respect to what the head says.
  static func gradient(of told: [Float], _ labels: [Float]) -> [Float] {
    var gradient = [Float](repeating: 0, count: told.count)
    var pairs = 0
    for better in told.indices {
      for worse in told.indices where labels[better] > labels[worse] {
        pairs += 1
        let wanted = min(margin, labels[better] - labels[worse])
        guard told[better] - told[worse] < wanted else { continue }
        gradient[better] -= 1
        gradient[worse] += 1
      }
    }
    return gradient.map { $0 / Float(max(1, pairs)) }
  }
}

extension HeadedEncoder.Batch {
  /// What heads see of architectures.
  fileprivate init(_ inputs: [FewLabelModel.Input]) {
    self.init(
      graphs: inputs.compactMap(\.graph), features: inputs.map { $0.extra.map(Float.init) })
  }
}
