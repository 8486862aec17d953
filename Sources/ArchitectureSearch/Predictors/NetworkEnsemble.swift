import Autograd
import Layers
import Optimization
import Randomness
import Tensors

/// Several small networks that learn the same labels from different beginnings.
///
/// Their mean is the estimate, and how much they differ its variance.
struct NetworkEnsemble: Sendable {
  private let members: [MLP]
  private let mean: Double
  private let deviation: Double

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
    members = (0..<Self.memberCount).map { member in
      var generator = SplitMix64(seed: seed &* 1000 &+ UInt64(member))
      return Self.trained(inputs, targets, using: &generator)
    }
  }

  /// What the members expect of architectures.
  func estimates(_ rows: [[Double]]) -> [PropertyPredictor.Estimate] {
    guard let width = rows.first?.count else { return [] }
    let inputs = Tensor(
      shape: [rows.count, width], scalars: rows.flatMap { $0.map(Float.init) })
    let answers = members.map { $0(Variable(inputs)).value.scalars.map(Double.init) }
    return rows.indices.map { place in
      let told = Moments(answers.map { $0[place] })
      return PropertyPredictor.Estimate(
        mean: mean + deviation * told.mean,
        variance: deviation * deviation * told.sampleVariance)
    }
  }

  /// A network between these widths, its parameters uniform between ±1/√inputs.
  private static func drawn(widths: [Int], using generator: inout SplitMix64) -> MLP {
    var layers: [Linear] = []
    for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
      let bound = 1 / Float(max(1, inputs)).squareRoot()
      let weight = Tensor(uniformWithin: bound, shape: [outputs, inputs], using: &generator)
      let bias = Tensor(uniformWithin: bound, shape: [outputs], using: &generator)
      layers.append(
        Linear(
          weight: Parameter(name: "mlp.\(index).weight", value: weight),
          bias: Parameter(name: "mlp.\(index).bias", value: bias)))
    }
    return MLP(layers: layers, output: .linear)
  }

  private static func trained(
    _ inputs: [[Float]], _ targets: [Float], using generator: inout SplitMix64
  ) -> MLP {
    let width = inputs.first?.count ?? 0
    var network = drawn(widths: [width] + hidden + [1], using: &generator)
    var parameters = network.namedTensors
    var state = OptimizerState()
    let optimizer = Optimizer(rule: .adamW, weightDecay: 0.01)
    let batches = (inputs.count + batchSize - 1) / batchSize
    let schedule = LearningRateSchedule(base: 2e-3, length: .steps(epochs * batches))
    for _ in 0..<epochs {
      let order = Array(inputs.indices).shuffled(using: &generator)
      for batch in 0..<batches {
        let places = order[batch * batchSize..<min((batch + 1) * batchSize, order.count)]
        let x = Tensor(shape: [places.count, width], scalars: places.flatMap { inputs[$0] })
        let y = Tensor(shape: [places.count, 1], scalars: places.map { -targets[$0] })
        let tape = Tape()
        let layers = network.layers.enumerated().map { index, layer in (index, layer) }
        var z = Variable(x)
        for (index, layer) in layers {
          z = layer(z, on: tape)
          if index < layers.count - 1 { z = z.relu() }
        }
        let error = z + Variable(y)
        // The gradient of the mean square is 2·error / count.
        let gradients = tape.gradients(
          of: z,
          weightedBy: Tensor(
            shape: error.shape, scalars: error.value.scalars.map { 2 * $0 / Float(places.count) }))
        parameters = optimizer.step(
          parameters, gradients: gradients,
          learningRate: schedule.rate(step: state.steps, seconds: 0), state: &state)
        network = MLP(network, holding: parameters)
      }
    }
    return network
  }
}

extension MLP {
  /// The same network with other numbers.
  fileprivate init(_ network: MLP, holding tensors: NamedTensors) {
    func parameter(_ parameter: Parameter) -> Parameter {
      Parameter(name: parameter.name, value: tensors[parameter.name] ?? parameter.value)
    }
    self.init(
      layers: network.layers.map { layer in
        Linear(weight: parameter(layer.weight), bias: layer.bias.map(parameter))
      }, output: network.output)
  }
}
