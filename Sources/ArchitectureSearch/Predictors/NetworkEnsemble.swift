import Autograd
import Concurrency
import Layers
import Optimization
import Randomness
import Tensors

/// Several small networks that learn the same labels from different beginnings.
///
/// Their mean is the estimate; its variance is how much they differ, and by how much they miss the labels that
/// they have learned.
struct NetworkEnsemble: Sendable {
  private let members: [MLP]
  private let mean: Double
  private let deviation: Double
  /// The mean square by which the members' mean misses the standardized labels.
  private let missed: Double

  private static let memberCount = 5
  private static let hidden = [192, 96]
  private static let epochs = 60
  private static let batchSize = 128

  /// Learns labels, by the mean squared error of the standardized ones.
  init(_ rows: [[Double]], labels: [Double], seed: UInt64) {
    let moments = Moments(labels)
    let (mean, deviation) = (moments.mean, max(moments.deviation, 1e-12))
    self.mean = mean
    self.deviation = deviation
    let targets = labels.map { Float(($0 - mean) / deviation) }
    let inputs = rows.map { $0.map(Float.init) }
    let members = concurrentMap(count: Self.memberCount) { member in
      var generator = SplitMix64(seed: SplitMix64.seed(seed &* 1000, repetition: member))
      return Self.trained(inputs, targets, using: &generator)
    }
    self.members = members
    let told = Self.answers(of: members, rows).map { Moments($0).mean }
    missed =
      zip(told, targets).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) }
      / Double(max(1, rows.count))
  }

  /// What the members expect of architectures.
  func estimates(_ rows: [[Double]]) -> [PropertyPredictor.Estimate] {
    Self.answers(of: members, rows).map { answers in
      let told = Moments(answers)
      return PropertyPredictor.Estimate(
        mean: mean + deviation * told.mean,
        variance: deviation * deviation * (told.sampleVariance + missed))
    }
  }

  /// For each row what the members say of it, standardized.
  private static func answers(of members: [MLP], _ rows: [[Double]]) -> [[Double]] {
    guard let width = rows.first?.count else { return [] }
    let inputs = Tensor(
      shape: [rows.count, width], scalars: rows.flatMap { $0.map(Float.init) })
    let answers = members.map { $0(Variable(inputs)).value.scalars.map(Double.init) }
    return rows.indices.map { index in answers.map { $0[index] } }
  }

  private static func trained(
    _ inputs: [[Float]], _ targets: [Float], using generator: inout SplitMix64
  ) -> MLP {
    let width = inputs.first?.count ?? 0
    func network<Source: ParameterSource>(
      _ source: inout Source
    ) throws(Source.Failure) -> MLP {
      try MLP(
        &source, named: "mlp", widths: ([width] + hidden + [1]).map { .exactly($0) },
        output: .linear)
    }
    var model = MLP.drawn(using: &generator) { network(&$0) }
    var parameters = LearnedParameters(model.parameters)
    let batches = (inputs.count + batchSize - 1) / batchSize
    let schedule = LearningRateSchedule(base: 2e-3, length: .steps(epochs * batches))
    var step = 0
    for _ in 0..<epochs {
      // The standard library's shuffle: published figures are of its order.
      let order = Array(inputs.indices).shuffled(using: &generator)
      for batch in 0..<batches {
        let indices = order[batch * batchSize..<min((batch + 1) * batchSize, order.count)]
        let x = Tensor(shape: [indices.count, width], scalars: indices.flatMap { inputs[$0] })
        let y = Tensor(shape: [indices.count, 1], scalars: indices.map { -targets[$0] })
        let tape = Tape()
        let told = model(Variable(x), on: tape)
        let error = told + Variable(y)
        // The gradient of the mean square is 2·error / count.
        let gradients = tape.gradients(
          of: told,
          weightedBy: Tensor(
            shape: error.shape, scalars: error.value.scalars.map { 2 * $0 / Float(indices.count) }))
        parameters.step(gradients, rate: schedule.rate(step: step, seconds: 0))
        step += 1
        var source = parameters.source
        model = network(&source)
      }
    }
    return model
  }
}
