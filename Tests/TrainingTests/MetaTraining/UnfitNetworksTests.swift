import ArchDAG
import Concurrency
import GHN
import Layers
import Tensors
import Testing
import TinyNetworks
import Training

/// Trainings on lists in which some networks cannot be trained on.
@Suite struct UnfitNetworksTests {
  private func options(metaBatch: Int) -> TrainingOptions {
    var options = tinyOptions(steps: 6)
    options.metaBatch = metaBatch
    return options
  }

  @Test("they are left out, counted, and named once")
  func leavesOut() throws {
    var trainer = try tinyTrainer(options(metaBatch: 4), architectures: try mixedSupply())
    let first = try withThreads(2) { try trainer.step() }
    #expect(first.hadEffect)
    #expect(first.loss != nil)
    #expect(first.skipped.count == 2)
    #expect(first.skipped.contains { $0.hasPrefix("unrunnable: ") && $0.contains("resize") })
    #expect(first.skipped.contains { $0.hasPrefix("tiny2: ") && $0.contains("3") })
    let second = try withThreads(2) { try trainer.step() }
    #expect(second.hadEffect)
    #expect(second.skipped == [])
    #expect(trainer.progress.skippedNetworks == 4)
    #expect(trainer.progress.skippedSteps == 0)
  }

  @Test("the result depends neither on threads nor on interruptions")
  func determinism() throws {
    // Three networks a step meet two that are fit in every order of four.
    var one = try tinyTrainer(options(metaBatch: 3), architectures: try mixedSupply())
    for _ in 0..<6 { _ = try one.step() }
    var first = try tinyTrainer(options(metaBatch: 3), architectures: try mixedSupply())
    for _ in 0..<3 { _ = try withThreads(3) { try first.step() } }
    var second = MetaTrainer(
      first.ghn, options: first.options, architectures: try mixedSupply(), images: tinyImages(),
      resuming: .init(progress: first.progress, optimizerState: first.optimizerState))
    for _ in 0..<3 { _ = try withThreads(2) { try second.step() } }
    #expect(second.progress == one.progress)
    for (name, tensor) in one.ghn.namedTensors {
      #expect(second.ghn.namedTensors[name] == tensor, "\(name)")
    }
  }

  @Test("steps that meet none but such networks are passed over, however many are in a row")
  func passesOver() throws {
    let networks =
      [try tinyNetworks(classCount: 3)[0]] + (0..<7).map { _ in try! unrunnableNetwork() }
    var options = tinyOptions(steps: 20)
    options.metaBatch = 1
    var trainer = try tinyTrainer(
      options,
      architectures: ArchitectureSupply(
        .listed(ArchitectureList(networks), .listed), seed: 7, classCount: 3))
    var changed: [Bool] = []
    for _ in 0..<9 {
      let before = trainer.ghn.namedTensors
      let report = try trainer.step()
      changed.append(before.names.contains { trainer.ghn.namedTensors[$0] != before[$0] })
      #expect(report.hadEffect == changed.last && !report.rolledBack)
      #expect((report.loss == nil) == !report.hadEffect)
    }
    #expect(changed == (0..<9).map { $0 % 8 == 0 })
    #expect(trainer.progress.skippedNetworks == 7)
    #expect(trainer.progress.rollBacks == 0 && trainer.progress.skippedSteps == 0)
  }

  @Test func aListOfThemAloneEndsTheTraining() throws {
    let supply = ArchitectureSupply(
      .listed(
        ArchitectureList([try unrunnableNetwork(), try tinyNetworks(classCount: 4)[2]]), .listed),
      seed: 7, classCount: 3)
    var trainer = try tinyTrainer(options(metaBatch: 2), architectures: supply)
    let before = trainer.ghn.namedTensors
    #expect {
      try withThreads(2) { try trainer.step() }
    } throws: { error in
      guard case .noFitNetwork(step: 1, let first)? = error as? TrainingError else { return false }
      return first.hasPrefix("unrunnable: ")
    }
    for (name, tensor) in before { #expect(trainer.ghn.namedTensors[name] == tensor, "\(name)") }
  }
}
