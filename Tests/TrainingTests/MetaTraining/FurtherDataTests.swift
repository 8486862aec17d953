import Concurrency
import Evaluation
import GHN
import ImageData
import Layers
import Randomness
import Tensors
import TestSupport
import Testing
import TinyNetworks
import Training

@Suite struct FurtherDataTests {
  /// The tiny images with their classes one further.
  private func relabeled() -> ImageDataset { tinyImages(relabeledBy: 1) }

  private func trainer(
    isTold: Bool, steps: Int, resuming checkpoint: TrainingCheckpoint? = nil
  ) throws -> MetaTrainer {
    let (first, second) = (tinyImages(), relabeled())
    if let checkpoint {
      return MetaTrainer(
        resuming: checkpoint, architectures: try tinySupply(), images: first, further: [second])
    }
    var generator = SplitMix64(seed: 5)
    let summaries = [DataSummary(of: first), DataSummary(of: second)]
    let ghn =
      isTold ? try tinyGHN().learningConditions(of: summaries, using: &generator) : tinyGHN()
    return MetaTrainer(
      ghn, options: tinyOptions(steps: steps), architectures: try tinySupply(), images: first,
      further: [second])
  }

  /// The mean accuracy over the tiny networks and both data sets.
  private func accuracy(_ ghn: GraphHyperNetwork) throws -> Double {
    let networks = try tinyNetworks().map { try PreparedNetwork($0, for: ghn) }
    let validation = try Validation(
      networks: networks, images: tinyImages(), further: [relabeled()], batchSize: 48)
    #expect(validation.count == 2 * networks.count)
    return try validation.report(on: ghn).mean
  }

  @Test(
    "a hypernetwork that is told of two data sets serves both, where labels contradict each other")
  func servesBoth() throws {
    var told = try trainer(isTold: true, steps: 240)
    var untold = try trainer(isTold: false, steps: 240)
    while told.fractionDone < 1 {
      _ = try withThreads(2) { try told.step() }
      _ = try withThreads(2) { try untold.step() }
    }
    // The same images have other classes there: who is not told can be right on half of them.
    let (left, right) = (try accuracy(told.ghn), try accuracy(untold.ghn))
    #expect(left > 60, "\(left)")
    #expect(right < 55, "\(right)")
  }

  @Test func goesOnBitByBit() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path(of: "half.safetensors")
    var whole = try trainer(isTold: true, steps: 6)
    for _ in 0..<6 { _ = try withThreads(2) { try whole.step() } }
    var first = try trainer(isTold: true, steps: 6)
    for _ in 0..<3 { _ = try first.step() }
    let source = TrainingRecord.Source(words: ["tiny"], count: 48, fingerprint: 1)
    try first.writeCheckpoint(
      to: path,
      from: TrainingRecord.Sources(
        images: source, validationImages: 0, architectures: source, order: .shuffled,
        furtherImages: [source]))
    let checkpoint = try TrainingCheckpoint(path: path)
    #expect(checkpoint.record.furtherImages == [source])
    var second = try trainer(isTold: true, steps: 6, resuming: checkpoint)
    while second.fractionDone < 1 { _ = try second.step() }
    #expect(second.ghn.configuration == whole.ghn.configuration)
    for (name, tensor) in whole.ghn.namedTensors {
      #expect(second.ghn.namedTensors[name] == tensor, "\(name)")
    }
  }

  @Test func aCheckpointOfOtherDataSetsIsRefused() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path(of: "half.safetensors")
    var first = try trainer(isTold: true, steps: 6)
    _ = try first.step()
    let source = TrainingRecord.Source(words: ["tiny"], count: 48, fingerprint: 1)
    for further in [
      [], [source, source], [TrainingRecord.Source(words: [""], count: 2, fingerprint: 1)],
    ] {
      try first.writeCheckpoint(
        to: path,
        from: TrainingRecord.Sources(
          images: source, validationImages: 0, architectures: source, order: .shuffled,
          furtherImages: further))
      #expect(throws: TrainingCheckpointError.self) { try TrainingCheckpoint(path: path) }
    }
  }
}
