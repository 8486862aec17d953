import ArchitectureSampling
import Foundation
import GHN
import ImageData
import Layers
import Optimization
import Randomness
import Tensors
import TestSupport
import Testing
import TinyNetworks
import Training

/// What a training begins with, and goes on with.
@Suite struct TrainingStartTests {
  private let folder: TemporaryDirectory
  private let digits: String
  private let sources: TrainingSources

  init() throws {
    folder = try TemporaryDirectory()
    digits =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Examples/digits").path
    sources = try TrainingSources(
      data: [digits], heldOut: 16, architectures: .sampled([ArchitectureSplit(.small)]),
      seed: tinyOptions(steps: 1).seed)
  }

  @Test("a hypernetwork is drawn by the seed alone, whether it is told of data or not")
  func drawn() throws {
    let configuration = tinyGHN(classCount: 10).configuration
    var generator = SplitMix64(seed: 5)
    let expected = GraphHyperNetwork(configuration, using: &generator)
    let plain = try InitialHypernetwork(.drawn(configuration), for: sources, seed: 5)
    #expect(plain.resizedTensors.isEmpty)
    #expect(plain.ghn.fingerprint == expected.fingerprint)
    let told = try InitialHypernetwork(.drawn(configuration), for: sources, isTold: true, seed: 5)
    #expect(told.ghn.configuration.summaries == sources.summaries)
    for (name, tensor) in expected.namedTensors { #expect(told.ghn.namedTensors[name] == tensor) }
  }

  @Test("a hypernetwork of other classes is made for those of the data, and says what changed")
  func resized() throws {
    let given = tinyGHN(classCount: 3)
    let initial = try InitialHypernetwork(.given(given), for: sources, seed: 5)
    #expect(initial.ghn.configuration.classCount == 10)
    #expect(!initial.resizedTensors.isEmpty)
    for name in initial.resizedTensors {
      #expect(given.namedTensors[name]?.shape != initial.ghn.namedTensors[name]?.shape, "\(name)")
    }
    let same = try InitialHypernetwork(.given(initial.ghn), for: sources, seed: 6)
    #expect(same.resizedTensors.isEmpty && same.ghn.fingerprint == initial.ghn.fingerprint)
  }

  @Test("a hypernetwork is made wider, and one of another width is refused")
  func widened() throws {
    let given = tinyGHN(classCount: 10)
    var changes = InitialHypernetwork.Changes()
    changes.hiddenWidth = 16
    changes.leavesPositions = true
    let wide = try InitialHypernetwork(.given(given, changes), for: sources, seed: 5).ghn
    #expect(wide.configuration.hiddenWidth == 16)
    #expect(!wide.configuration.normalizesPositions)
    changes.hiddenWidth = 12
    #expect {
      try InitialHypernetwork(.given(given, changes), for: sources, seed: 5)
    } throws: { error in
      guard case .width? = error as? TrainingStartError else { return false }
      return true
    }
  }

  @Test("a low-rank decoder with fewer rows than the data have classes is refused")
  func tooFewRows() throws {
    let given = tinyGHN(classCount: 3) { $0.kernelDecoder = .lowRank(.init(rank: 2, length: 8)) }
    #expect {
      try InitialHypernetwork(.given(given), for: sources, seed: 5)
    } throws: { error in
      guard case .classCount(let reason)? = error as? TrainingStartError else { return false }
      return reason.rows == 8 && reason.classCount == 10
    }
  }

  @Test("the sources of a checkpoint are opened again by its words, and others are refused")
  func reopened() throws {
    let options = tinyOptions(steps: 3)
    var first = try MetaTrainer(tinyGHN(classCount: 10), options: options, sources: sources)
    _ = try first.step()
    let path = folder.path(of: "c.safetensors")
    var run = TrainingRun(first, sources: sources, checkpointPath: path)
    try run.writeCheckpoint()
    let checkpoint = try TrainingCheckpoint(path: path)
    let again = try TrainingSources(of: checkpoint, in: path)
    #expect(again.heldOut == 16)
    #expect(again.first.source == sources.first.source)
    var (left, right) = (
      run.trainer, try MetaTrainer(resuming: checkpoint, sources: again)
    )
    _ = try left.step()
    _ = try right.step()
    #expect(left.ghn.fingerprint == right.ghn.fingerprint)
    let shortened = try MetaTrainer(resuming: checkpoint, length: .steps(1), sources: again)
    #expect(shortened.fractionDone == 1)
    #expect {
      try TrainingSources(
        of: checkpoint, in: path, architectures: .sampled([ArchitectureSplit(.smallTest)]))
    } throws: { error in
      guard case .checkpoint(.otherSource)? = error as? TrainingSourceError else { return false }
      return true
    }
  }

  @Test("other images under the same labels are refused, were it for one pixel")
  func otherImages() throws {
    let data = folder.path(of: "cifar")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
    var record = [UInt8](repeating: 3, count: 3073)
    for number in 1...5 {
      try folder.file("cifar/data_batch_\(number).bin", holding: record + record)
    }
    let sources = try TrainingSources(
      data: [data], heldOut: 2, architectures: .sampled([ArchitectureSplit(.small)]), seed: 1)
    let trainer = try MetaTrainer(
      tinyGHN(classCount: 10), options: tinyOptions(steps: 3), sources: sources)
    let path = folder.path(of: "c.safetensors")
    var run = TrainingRun(trainer, sources: sources, checkpointPath: path)
    try run.writeCheckpoint()
    let checkpoint = try TrainingCheckpoint(path: path)
    #expect(try TrainingSources(of: checkpoint, in: path).training.count == 8)
    let before = record
    record[3072] ^= 1
    try folder.file("cifar/data_batch_5.bin", holding: before + record)
    #expect {
      try TrainingSources(of: checkpoint, in: path)
    } throws: { error in
      guard case .checkpoint(.otherSource(_, "images", _, _))? = error as? TrainingSourceError
      else { return false }
      return true
    }
  }
}
