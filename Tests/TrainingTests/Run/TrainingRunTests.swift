import ArchDAG
import ArchitectureSampling
import Evaluation
import Foundation
import GHN
import ImageData
import Optimization
import Synchronization
import TestSupport
import Testing
import TinyNetworks
import Training
import TrainingLog

@Suite struct TrainingRunTests {
  private let folder: TemporaryDirectory
  private let sources: TrainingSources

  init() throws {
    folder = try TemporaryDirectory()
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    sources = try TrainingSources(
      data: [root.appendingPathComponent("Examples/digits").path], heldOut: 16,
      architectures: .sampled([ArchitectureSplit(.small)]), seed: 1)
  }

  private func run(steps: Int, validating: Bool = false) throws -> TrainingRun {
    var options = TrainingOptions(
      schedule: LearningRateSchedule(base: 1e-3, length: .steps(steps)))
    options.metaBatch = 1
    options.imageBatch = 4
    var record = TrainingRecord.Run()
    record.intervals.logSteps = 2
    let trainer = MetaTrainer(
      tinyGHN(classCount: 10), options: options, architectures: sources.supply(options),
      images: sources.training)
    record.validationNetworks = 1
    if validating { record.intervals.validationSeconds = 0 }
    return TrainingRun(
      trainer, sources: sources, checkpointPath: folder.path(of: "c.safetensors"),
      validation: validating ? try sources.validation(record, for: trainer.ghn) : nil,
      record: record)
  }

  @Test("a run tells its steps and entries, and ends with the schedule")
  func events() throws {
    var run = try run(steps: 3)
    var (steps, entries): ([Int], [Int]) = ([], [])
    let end = try run.run() { event in
      switch event {
      case .step(let report, let progress, let fractionDone):
        #expect(report.step == progress.step)
        #expect(abs(fractionDone - Double(report.step) / 3) < 1e-9)
        steps.append(report.step)
      case .entry(let entry): entries.append(entry.step)
      case .logFailed, .checkpointFailed: Issue.record("\(event)")
      }
    }
    #expect(end == .finished)
    #expect(steps == [1, 2, 3])
    #expect(entries == [2, 3])
    #expect(run.entries.map(\.step) == entries)
    #expect(try folder.names().isEmpty)
  }

  @Test("a run that is stopped writes a checkpoint that remembers what goes on beside the steps")
  func stopping() throws {
    var run = try run(steps: 100)
    let end = try run.run(stoppingAfter: 2)
    #expect(end == .interrupted)
    try run.writeCheckpoint()
    let checkpoint = try TrainingCheckpoint(path: folder.path(of: "c.safetensors"))
    #expect(checkpoint.record.progress.step == 2)
    #expect(checkpoint.record.run?.intervals.logSteps == 2)
  }

  @Test("entries stand at the same steps where a training was stopped in between")
  func loggedSteps() throws {
    var run = try run(steps: 6)
    _ = try run.run(stoppingAfter: 3)
    #expect(run.entries.map(\.step) == [2, 3])
    _ = try run.run()
    #expect(run.entries.map(\.step) == [2, 3, 4, 6])
  }

  @Test("a validation is given up where somebody asks to stop, and no accuracy stands in the log")
  func stoppingValidation() throws {
    let asked = Mutex(0)
    var run = try run(steps: 100, validating: true)
    // Asked before the first step, behind it, and in the validation.
    let end = try run.run(until: {
      asked.withLock { count in
        count += 1
        return count > 2
      }
    })
    #expect(end == .interrupted)
    #expect(run.entries.map(\.step) == [1])
    #expect(run.entries.allSatisfy { $0.validationTop1 == nil })
    // At the end of the schedule what was learned is not lost.
    var last = try self.run(steps: 1, validating: true)
    asked.withLock { $0 = 0 }
    let finished = try last.run(until: {
      asked.withLock { count in
        count += 1
        return count > 2
      }
    })
    #expect(finished == .finished)
    #expect(last.trainer.progress.step == 1)
    #expect(last.entries.allSatisfy { $0.validationTop1 == nil })
  }

  @Test("time in which the process stands still is none of the training's")
  func pauses() throws {
    var run = try run(steps: 3)
    var pausedSeconds = 0.0
    _ = try run.run() { _ in
    } pausedSeconds: {
      // More than all of it, from one look to the next.
      pausedSeconds += 1e6
      return pausedSeconds
    }
    #expect(run.trainer.progress.seconds == 0)
  }
}
