import Concurrency
import Foundation
import GHN
import Layers
import Optimization
import TensorFiles
import Tensors
import TestSupport
import Testing
import TinyNetworks
import Training

@Suite struct TrainingCheckpointTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func path(_ name: String) -> String { folder.path(of: name) }

  private let images = TrainingRecord.Source(words: ["tiny"], count: 48, fingerprint: .max)
  private let networks = TrainingRecord.Source(words: ["list", "a"], count: 3, fingerprint: 2)

  private func save(_ trainer: inout MetaTrainer, as name: String) throws {
    try trainer.writeCheckpoint(
      to: path(name),
      from: TrainingRecord.Sources(
        images: images, validationImages: 0, architectures: networks, order: .shuffled))
  }

  @Test("ten steps are five, an interruption, and five more, bit by bit", arguments: [1, 2])
  func resuming(threads: Int) throws {
    var whole = try tinyTrainer(tinyOptions(steps: 10))
    for _ in 0..<10 { _ = try withThreads(threads) { try whole.step() } }

    var first = try tinyTrainer(tinyOptions(steps: 10))
    for _ in 0..<5 { _ = try withThreads(2) { try first.step() } }
    first.addTime(seconds: 12.1)
    try save(&first, as: "half.safetensors")
    let checkpoint = try TrainingCheckpoint(path: path("half.safetensors"))
    #expect(checkpoint.record.progress == first.progress)
    #expect(checkpoint.record.images == images)
    #expect(checkpoint.record.architectures == networks)
    var second = MetaTrainer(
      resuming: checkpoint, architectures: try tinySupply(), images: tinyImages())
    while second.fractionDone < 1 { _ = try withThreads(threads) { try second.step() } }

    try whole.ghn.write(to: path("whole.safetensors"))
    try second.ghn.write(to: path("parts.safetensors"))
    #expect(
      try Data(contentsOf: URL(filePath: path("whole.safetensors")))
        == Data(contentsOf: URL(filePath: path("parts.safetensors"))))
    #expect(second.progress.step == 10)
    #expect(second.progress.seconds == 12.1)
  }

  /// The training of a checkpoint, gone on with to its end.
  private func trainedFurther(_ name: String) throws -> MetaTrainer {
    var trainer = MetaTrainer(
      resuming: try TrainingCheckpoint(path: path(name)), architectures: try tinySupply(),
      images: tinyImages())
    while trainer.fractionDone < 1 { _ = try trainer.step() }
    return trainer
  }

  private func same(_ left: GraphHyperNetwork, _ right: GraphHyperNetwork) -> Bool {
    zip(left.namedTensors, right.namedTensors).allSatisfy { $0.tensor == $1.tensor }
  }

  @Test func aRunningMeanGoesOnToo() throws {
    func options() -> TrainingOptions {
      var options = tinyOptions(steps: 6)
      options.averageDecay = 0.9
      return options
    }
    var whole = try tinyTrainer(options())
    for _ in 0..<6 { _ = try whole.step() }
    var first = try tinyTrainer(options())
    for _ in 0..<3 { _ = try first.step() }
    try save(&first, as: "half.safetensors")
    // The file's own network is the mean, of which predictions are made.
    let shown = try GraphHyperNetwork(path: path("half.safetensors"))
    #expect(same(shown, first.trained))
    #expect(!same(shown, first.ghn))
    let second = try trainedFurther("half.safetensors")
    #expect(same(second.ghn, whole.ghn))
    #expect(same(second.trained, whole.trained))
  }

  @Test("every optimizer goes on bit by bit", arguments: Optimizer.Rule.allCases)
  func optimizers(rule: Optimizer.Rule) throws {
    var options = tinyOptions(steps: 13)
    options.optimizer.rule = rule
    var whole = try tinyTrainer(options)
    for _ in 0..<13 { _ = try withThreads(2) { try whole.step() } }
    var first = try tinyTrainer(options)
    for _ in 0..<5 { _ = try first.step() }
    try save(&first, as: "half.safetensors")
    let shown = try GraphHyperNetwork(path: path("half.safetensors"))
    #expect(same(shown, first.trained))
    #expect(same(shown, first.ghn) == !rule.averagesSteps)
    let second = try trainedFurther("half.safetensors")
    #expect(same(second.ghn, whole.ghn))
    #expect(same(second.trained, whole.trained))
  }

  @Test func isAFileOfAHypernetwork() throws {
    var trainer = try tinyTrainer(tinyOptions(steps: 2))
    _ = try withThreads(2) { try trainer.step() }
    try save(&trainer, as: "checkpoint.safetensors")
    let ghn = try GraphHyperNetwork(path: path("checkpoint.safetensors"))
    #expect(ghn.configuration == trainer.ghn.configuration)
    for (name, tensor) in ghn.namedTensors {
      #expect(tensor == trainer.ghn.namedTensors[name])
    }
  }

  @Test func tellsANetworkFromATraining() throws {
    try tinyGHN().write(to: path("plain.safetensors"))
    #expect(throws: TrainingCheckpointError.notATraining(file: path("plain.safetensors"))) {
      try TrainingCheckpoint(path: path("plain.safetensors"))
    }
  }

  @Test func refusesAFileThatWasCutOff() throws {
    var trainer = try tinyTrainer(tinyOptions(steps: 2))
    _ = try withThreads(2) { try trainer.step() }
    try save(&trainer, as: "whole.safetensors")
    let bytes = try Data(contentsOf: URL(filePath: path("whole.safetensors")))
    for count in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
      try bytes.prefix(count).write(to: URL(filePath: path("part.safetensors")))
      #expect(throws: TrainingCheckpointError.self) {
        try TrainingCheckpoint(path: path("part.safetensors"))
      }
    }
  }

  @Test(
    "trusts no number of the record",
    arguments: [
      (#""metaBatch":2"#, #""metaBatch":-2"#), (#""imageBatch":6"#, #""imageBatch":0"#),
      (#""version":1"#, #""version":2"#), (#""position":6"#, #""position":49"#),
      (#""step":1"#, #""step":-1"#), (#""options":"#, #""other":"#),
      (#""optimizerSteps":1"#, #""optimizerSteps":-4"#), (#""count":48"#, #""count":-1"#),
      (#""skippedNetworks":0"#, #""skippedNetworks":9223372036854775807"#),
    ])
  func hostileRecords(old: String, new: String) throws {
    var options = tinyOptions(steps: 2)
    options.metaBatch = 2
    var trainer = try tinyTrainer(options)
    _ = try trainer.step()
    try save(&trainer, as: "sound.safetensors")
    let file = try SafetensorsFile(path: path("sound.safetensors"))
    var metadata = file.metadata
    let record = try #require(metadata["ghn.training"])
    let position = record.contains(old) ? old : #""position":12"#
    let forged = record.replacingOccurrences(of: position, with: new)
    #expect(forged != record)
    metadata["ghn.training"] = forged
    try SafetensorsFile.write(
      try file.tensors(), to: path("forged.safetensors"), metadata: metadata)
    #expect(throws: TrainingCheckpointError.self) {
      try TrainingCheckpoint(path: path("forged.safetensors"))
    }
  }

  @Test func refusesMomentsThatFitNoParameter() throws {
    var trainer = try tinyTrainer(tinyOptions(steps: 2))
    _ = try trainer.step()
    try save(&trainer, as: "sound.safetensors")
    let file = try SafetensorsFile(path: path("sound.safetensors"))
    for (name, tensor) in [
      ("optimizer.first.embed.weight", Tensor(zeros: [3])),
      ("optimizer.second.nothing", Tensor(zeros: [3])),
      ("optimizer.leftBasis.bias_class.1.bias", Tensor(zeros: [9])),
      ("optimizer.rightBasis.embed.weight", Tensor(zeros: [3])),
      ("optimizer.mean.embed.weight", Tensor(zeros: [3])),
      ("optimizer.first.bias_class.1.bias", Tensor(repeating: .nan, shape: [3])),
    ] {
      var tensors = try file.tensors()
      tensors[name] = tensor
      try SafetensorsFile.write(
        tensors, to: path("forged.safetensors"), metadata: file.metadata, overwriting: true)
      #expect(throws: TrainingCheckpointError.self) {
        try TrainingCheckpoint(path: path("forged.safetensors"))
      }
    }
  }
}
