import ArchDAG
import ArchitectureSearch
import Autograd
import Evaluation
import FineTuning
import FoundationEssentials
import GHN
import ImageData
import NetworkExecution
import Randomness
import Tensors

/// What a network goes through: its graph, a prediction, a run with gradients, and then a fit, a
/// calibrated evaluation, a fine-tuning or scores.
struct NetworkSubject {
  private let ghn: GraphHyperNetwork
  private let images: ImageDataset
  private let limits = ExecutionLimits(byteCount: 1 << 26)

  init() {
    var configuration = GHNConfiguration(
      hiddenWidth: 8, largestBlock: .init(outputs: 8, inputs: 8, height: 3, width: 3),
      classCount: 10)
    configuration.virtualEdgeCutoff = 5
    var generator = SplitMix64(seed: 1)
    ghn = GraphHyperNetwork(configuration, using: &generator)
    images = ImageDataset(
      name: "noise",
      LabeledPixels(
        channels: 1, height: 8, width: 8, classCount: 10,
        pixels: (0..<20 * 64).map { _ in UInt8.random(in: 0...255, using: &generator) },
        labels: (0..<20).map { UInt8($0 % 10) }))
  }

  /// Plans the file with all of its parameters filled in.
  func fill(_ bytes: [UInt8]) throws {
    let architecture = try Architecture(bytes: bytes, name: "fuzz")
    _ = try ArchitectureSource(bytes: bytes, name: "fuzz").filledModelPlan(
      with: Set(architecture.parameters.map(\.name)), dataName: "weights")
  }

  /// Everything up to the plan of a prediction.
  func prepare(_ architecture: Architecture) {
    _ = ArchitectureGraph.traced(architecture)
    _ = try? architecture.json()
    _ = try? ghn.prepare(architecture)
  }

  /// Everything.
  func run(_ bytes: [UInt8], number: Int) throws {
    let open = try Architecture(bytes: bytes, name: "fuzz")
    let source = ArchitectureSource(bytes: bytes, name: "fuzz")
    let architecture = (try? source.architecture(for: images)) ?? open
    prepare(architecture)
    // Graph, plan and the pieces of a prediction, unless they are many.
    let prepared = try ghn.prepare(architecture)
    let scalars = architecture.parameters.reduce(0.0) { $0 + Double($1.shape.count) }
    guard scalars < 1e6 else { return }
    try runBackward(architecture, prepared.by(ghn).parameters())
    // What has run with two images does not take long with a few more.
    try work(on: architecture, number: number)
  }

  private func runBackward(_ architecture: Architecture, _ parameters: NamedTensors) throws {
    let network = try ExecutableNetwork(architecture, limits: limits)
    let inputs = architecture.inputs.map { id -> Tensor? in
      let extents = (architecture[id].extents ?? [nil, 3, 8, 8]).map { $0 ?? 2 }
      guard let shape = Shape(checking: extents), shape.count < 1 << 20 else { return nil }
      var generator = SplitMix64(seed: 2)
      return Tensor(
        shape: shape,
        scalars: (0..<shape.count).map { _ in Float.random(in: -1...1, using: &generator) })
    }
    guard !inputs.contains(where: { $0 == nil }) else { return }
    let tape = Tape()
    var variables: [String: Variable] = [:]
    for (name, tensor) in parameters { variables[name] = tape.watch(tensor, named: name) }
    let run = try network(
      inputs.compactMap { $0 }, parameters: variables, dropout: .random(seed: 3))
    if let first = inputs.first ?? nil, let count = first.shape.extents.first {
      _ = try? run.logits(batch: count, classes: 10)
    }
    let output = run.outputs[0]
    _ = tape.gradients(of: output, weightedBy: Tensor(repeating: 1, shape: output.shape))
  }

  private func work(on architecture: Architecture, number: Int) throws {
    let calibration = NormCalibration(batchCount: 1, batchSize: 4, seed: 0)
    switch number % 4 {
    case 0:
      _ = try NetworkEvaluation(
        images: images, batchSize: 4, limits: limits,
        fit: .init(LastLayerFit(imageCount: 12, batchSize: 4), to: images)
      ).result(of: architecture, initialization: .predicted, from: ghn)
    case 1:
      _ = try NetworkEvaluation(
        images: images, batchSize: 4, norms: .calibrated(calibration, on: images), limits: limits
      ).result(of: architecture, initialization: .he, from: nil)
    case 2:
      var options = FineTuner.Options(batchSize: 8, epochs: 1, calibration: calibration)
      options.limits = limits
      var tuner = try FineTuner(
        architecture, initialization: .predicted, from: ghn, images: images, options: options)
      _ = try tuner.runEpoch()
      _ = try tuner.measure(on: images)
    default:
      let probe = Probe(number % 8 < 4 ? .noise : .images(images), batchSize: 2)
      var scorer = NetworkScorer([.vote, .predicted, .tuned], probe: probe, ghn: ghn)
      (scorer.batchCount, scorer.steps, scorer.limits) = (1, 1, limits)
      _ = try scorer(architecture)
    }
  }
}
