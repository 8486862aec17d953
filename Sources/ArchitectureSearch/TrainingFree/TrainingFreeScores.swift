import ArchDAG
import Autograd
import Evaluation
import GHN
import NetworkExecution
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Computes the scores that need neither training nor a hypernetwork.
struct TrainingFreeScores {
  let architecture: Architecture
  let probe: Probe
  let parameters: [String: Variable]
  /// The numbers that stay as in the network's file.
  let fixed: NamedTensors
  /// How much memory a score may take.
  let limits: ExecutionLimits

  /// Draws the network's parameters as He does.
  init(
    _ architecture: Architecture, fixed: NamedTensors, probe: Probe, limits: ExecutionLimits
  ) throws(SearchError) {
    self.architecture = architecture
    self.fixed = fixed
    self.probe = probe
    self.limits = limits
    // Before any number is drawn: a file may state parameters that no memory holds.
    try architecture.running { () throws(ExecutionError) in
      try limits.check(parametersOf: architecture)
    }
    let tensors = try architecture.preparing { () throws(EvaluationError) in
      try NetworkInitialization.he.parameters(of: architecture, from: nil, seed: probe.seed)
    }
    parameters = tensors.asConstants
  }

  /// ln |K|, see ``ActivationAgreement``; −∞ for a network without rectifications.
  func naswot() throws(SearchError) -> Double {
    let values = architecture.rectifications
    guard !values.isEmpty else { return -.infinity }
    let (images, _) = try batch(0)
    var agreement = ActivationAgreement(batchSize: images.shape[0])
    for output in try run(to: values, [Variable(images)]) { agreement.add(output.value) }
    return agreement.logDeterminant
  }

  func jacobCov() throws(SearchError) -> Double {
    let (images, _) = try batch(0)
    let tape = Tape()
    let x = tape.watch(images, named: "x")
    let logits = try run(to: Array(architecture.outputs.prefix(1)), [x])[0]
    let gradients = tape.gradients(
      of: logits, weightedBy: Tensor(repeating: 1, shape: logits.shape))
    return gradients["x"].map(jacobianCorrelation) ?? -.infinity
  }

  /// See ``SynapticFlow``.
  func synflow() throws(SearchError) -> Double {
    let (images, _) = try Probe(batchSize: 1, seed: probe.seed)
      .batch(0, for: architecture, limits: limits)
    var magnitudes = NamedTensors()
    for name in architecture.parameters.map(\.name) {
      guard let value = parameters[name]?.value else { continue }
      magnitudes[name] = Tensor(shape: value.shape, scalars: value.scalars.map { abs($0) })
    }
    let flow = try architecture.running { () throws(ExecutionError) in
      try SynapticFlow(
        of: architecture, ones: Tensor(repeating: 1, shape: images.shape), magnitudes: magnitudes,
        fixed: fixed, limits: limits)
    }
    return flow.logarithm
  }

  /// Σ over weights' tensors of ln Σ E|g| / σ(g), over two batches; −∞ where no gradient reaches any.
  func zico() throws(SearchError) -> Double {
    let gradients = try gradients(ofBatch: 0, limits)
    let others = try self.gradients(
      ofBatch: 1, limits.holding(elements: gradients.scalarCount))
    var score = 0.0
    var isReached = false
    for (name, first) in gradients where first.shape.rank > 1 {
      guard let second = others[name] else { continue }
      var sum = 0.0
      for (a, b) in zip(first.scalars, second.scalars) {
        let deviation = abs(Double(a) - Double(b)) / 2
        if deviation > 0 { sum += (abs(Double(a)) + abs(Double(b))) / 2 / deviation }
      }
      if sum > 0 { (score, isReached) = (score + log(sum), true) }
    }
    return isReached ? score : -.infinity
  }

  func flow() throws(SearchError) -> FeatureFlow {
    let (images, _) = try batch(0)
    return try architecture.running { () throws(ExecutionError) in
      try FeatureFlow(
        of: architecture, images: images, parameters: parameters, fixed: fixed,
        seed: probe.seed, limits: limits)
    }
  }

  private func batch(_ index: Int) throws(SearchError) -> (images: Tensor, labels: [Int]) {
    try probe.batch(index, for: architecture, limits: limits)
  }

  private func gradients(
    ofBatch index: Int, _ limits: ExecutionLimits
  ) throws(SearchError) -> NamedTensors {
    let (images, labels) = try batch(index)
    let tape = Tape()
    var watched: [String: Variable] = [:]
    // In the architecture's order, and not the dictionary's: sums must not depend on it.
    for parameter in architecture.parameters {
      guard let value = parameters[parameter.name] else { continue }
      watched[parameter.name] = tape.watch(value.value, named: parameter.name)
    }
    let outputs = Array(architecture.outputs.prefix(1))
    let logits = try architecture.running { () throws(ExecutionError) in
      try execution(to: outputs, [Variable(images)], parameters: watched, limits)
        .logits(batch: labels.count, classes: (labels.max() ?? 0) + 1)
    }
    return tape.gradients(of: logits.crossEntropy(labels: labels))
  }

  private func run(
    to outputs: [ValueID], _ inputs: [Variable]
  ) throws(SearchError) -> [Variable] {
    try architecture.running { () throws(ExecutionError) in
      try execution(to: outputs, inputs, parameters: parameters, limits).outputs
    }
  }

  private func execution(
    to outputs: [ValueID], _ inputs: [Variable], parameters: [String: Variable],
    _ limits: ExecutionLimits
  ) throws(ExecutionError) -> Execution {
    let network = try ExecutableNetwork(
      architecture, from: architecture.inputs, to: outputs, constants: fixed, limits: limits)
    return try network(inputs, parameters: parameters, statistics: .batch)
  }
}
