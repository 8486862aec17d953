import Concurrency
import Distributed
import GHN
import Layers
import ProcessThreads
import Tensors
import Testing
import TinyNetworks
import Training

@Suite struct SharedStepTests {
  /// The hypernetwork's tensors after some steps, as each of some processes has them, and the losses.
  private static func trained(
    _ size: Int, threads: Int, metaBatch: Int = 5, steps: Int = 4,
    reduction: GradientReduction = .ordered
  ) throws -> [(tensors: NamedTensors, losses: [Double?])] {
    try resultsOfProcesses(size) { process in
      var options = tinyOptions(steps: steps)
      options.metaBatch = metaBatch
      var trainer = try tinyTrainer(options)
      var losses: [Double?] = []
      while trainer.fractionDone < 1 {
        losses.append(
          try withThreads(threads) {
            try trainer.step(among: process, reduction: reduction)
          }.loss)
      }
      return (trainer.ghn.namedTensors, losses)
    }
  }

  @Test(
    "a training's bits do not depend on how many processes and threads share it",
    arguments: [(1, 2), (2, 1), (3, 2), (7, 1)])
  func bits(size: Int, threads: Int) throws {
    let alone = try Self.trained(1, threads: 1)[0]
    for process in try Self.trained(size, threads: threads) {
      #expect(process.losses == alone.losses)
      #expect(process.tensors.names == alone.tensors.names)
      for (name, tensor) in process.tensors { #expect(tensor == alone.tensors[name], "\(name)") }
    }
  }

  @Test("from the second step on, networks are shared by what they cost")
  func shares() throws {
    let shares = try resultsOfProcesses(2) { process in
      var options = tinyOptions(steps: 3)
      options.metaBatch = 5
      var trainer = try tinyTrainer(options)
      let first = trainer.shares(among: 2)
      _ = try trainer.step(among: process)
      return [first, trainer.shares(among: 2)]
    }
    #expect(shares[0] == shares[1])
    #expect(shares[0][0] == StepShares(neighborsOf: 5, among: 2))
    #expect(shares[0][1] != shares[0][0])
    #expect(Set(shares[0][1].owners) == [0, 1])
  }

  @Test("the fast sum is the same everywhere, and about that in order")
  func fast() throws {
    let alone = try Self.trained(1, threads: 1)[0]
    let shared = try Self.trained(3, threads: 1, reduction: .fast)
    for process in shared {
      #expect(process.losses == shared[0].losses)
      for (loss, expected) in zip(process.losses, alone.losses) {
        // Rounding alone: four steps move the loss by some hundredths.
        #expect(abs((loss ?? 0) - (expected ?? 0)) < 1e-3)
      }
    }
  }

  @Test("networks that cannot be run, and ones whose gradients are not finite, are so for all")
  func leftOut() throws {
    let reports = try resultsOfProcesses(2) { process in
      var options = tinyOptions(steps: 3)
      options.metaBatch = 4
      var trainer = try tinyTrainer(options, architectures: mixedSupply())
      let first = try trainer.step(among: process)
      let second = try trainer.step(among: process)
      return [first.skipped.sorted(), second.skipped]
    }
    #expect(reports[0][0].count == 2)
    #expect(reports[0][1] == [])
    #expect(reports[0] == reports[1])
  }

  @Test("a step in which one process's gradients overflow has no effect anywhere")
  func overflow() throws {
    let (ghn, overflowing) = (unnormalizedGHN(), try overflowingGHN())
    let results = try resultsOfProcesses(2) { process in
      // The second process has two of three networks, and these alone overflow.
      var options = tinyOptions(steps: 3)
      options.metaBatch = 3
      var trainer = try tinyTrainer(options, ghn: process.rank == 0 ? ghn : overflowing)
      let before = trainer.ghn.namedTensors
      let report = try trainer.step(among: process)
      let isSame = trainer.ghn.namedTensors.allSatisfy { before[$0.name] == $0.tensor }
      return [
        report.hadEffect ? 1 : 0, isSame ? 1 : 0, trainer.progress.skippedSteps,
        trainer.progress.skippedNetworks,
      ]
    }
    #expect(results == [[0, 1, 1, 2], [0, 1, 1, 2]])
  }

  @Test("a step that another process does not finish has not been made")
  func lost() throws {
    let patience = Patience(limit: .milliseconds(300))
    let results = try resultsOfProcesses(2, patience: patience) { process in
      guard process.rank == 0 else { return true }
      var trainer = try tinyTrainer(tinyOptions(steps: 3))
      let before = (trainer.progress, trainer.ghn.fingerprint)
      do throws(TrainingError) {
        _ = try trainer.step(among: process)
        return false
      } catch {
        guard case .processes(.silence) = error else { return false }
        return before == (trainer.progress, trainer.ghn.fingerprint)
      }
    }
    #expect(results[0])
  }
}
