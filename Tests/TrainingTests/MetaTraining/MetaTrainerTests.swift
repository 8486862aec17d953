import Concurrency
import Optimization
import Evaluation
import ArchDAG
import GHN
import ImageData
import Layers
import NetworkExecution
import Tensors
import Testing
import TinyNetworks
import Training

@Suite struct MetaTrainerTests {
  @Test("the same bytes come of any number of threads", arguments: [2, 3])
  func threads(count: Int) throws {
    var one = try tinyTrainer(tinyOptions(steps: 4))
    var more = try tinyTrainer(tinyOptions(steps: 4))
    for _ in 0..<4 {
      let (left, right) = (try one.step(), try withThreads(count) { try more.step() })
      #expect(left.loss == right.loss)
      #expect(left.gradientNorm == right.gradientNorm)
    }
    for (name, tensor) in one.ghn.namedTensors {
      #expect(more.ghn.namedTensors[name] == tensor, "\(name)")
    }
  }

  @Test func learnsToTellImagesApart() throws {
    var trainer = try tinyTrainer(tinyOptions(steps: 150))
    var losses: [Double] = []
    while trainer.fractionDone < 1 {
      losses.append(try #require(try withThreads(2) { try trainer.step() }.loss))
    }
    let (early, late) = (losses.prefix(20).reduce(0, +) / 20, losses.suffix(20).reduce(0, +) / 20)
    #expect(late < 0.6 * early, "from \(early) to \(late)")
    let networks = try tinyNetworks().map {
      try PreparedNetwork($0, for: trainer.ghn)
    }
    let report = try withThreads(2) {
      try Validation(networks: networks, images: tinyImages(), batchSize: 48)
        .report(on: trainer.ghn)
    }
    // Guessing gives 33 %.
    #expect(report.mean > 70, "\(report.top1)")
  }

  @Test func penalizesLargeParameters() throws {
    func norm(penalty: Double) throws -> Double {
      var options = tinyOptions(steps: 40)
      options.normPenalty = penalty
      var trainer = try tinyTrainer(options, ghn: tinyGHN { $0.normalizesParameters = false })
      while trainer.fractionDone < 1 { _ = try withThreads(2) { try trainer.step() } }
      return try trainer.ghn.predictParameters(for: tinyNetworks()[0]).parameters.norm
    }
    #expect(try norm(penalty: 0.1) < 0.9 * norm(penalty: 0))
  }

  @Test func clipsGradientsToTheLimit() throws {
    var options = tinyOptions(steps: 1)
    options.optimizer = Optimizer(rule: .sgd, momentum: 0)
    options.clippingNorm = 0.01
    options.schedule.base = 1
    var trainer = try tinyTrainer(options)
    let before = trainer.ghn.namedTensors
    let report = try trainer.step()
    #expect(report.gradientNorm > 0.01)
    var change = NamedTensors()
    for (name, tensor) in trainer.ghn.namedTensors {
      let old = try #require(before[name])
      change[name] = Tensor(
        shape: tensor.shape, scalars: zip(tensor.scalars, old.scalars).map { $0 - $1 })
    }
    #expect(abs(change.norm - 0.01) < 1e-4)
  }

  @Test("steps without finite gradients change nothing, and too many lead back")
  func divergence() throws {
    let overflowing = try overflowingGHN()
    let huge = overflowing.namedTensors
    var trainer = try tinyTrainer(tinyOptions(steps: 100), ghn: overflowing)
    for step in 1...MetaTrainer.failureLimit {
      let report = try withThreads(2) { try trainer.step() }
      #expect(report.skipped.count == 2)
      #expect(!report.hadEffect)
      #expect(report.loss == nil)
      #expect(report.rolledBack == (step == MetaTrainer.failureLimit))
    }
    #expect(trainer.progress.rollBacks == 1)
    #expect(trainer.progress.rateFactor == 0.5)
    #expect(trainer.progress.skippedNetworks == 2 * MetaTrainer.failureLimit)
    for (name, tensor) in trainer.ghn.namedTensors { #expect(tensor == huge[name]) }
    #expect(throws: TrainingError.self) {
      while true { _ = try withThreads(2) { try trainer.step() } }
    }
    #expect(trainer.progress.rollBacks == MetaTrainer.rollBackLimit)
  }

  @Test(
    "every kind of hypernetwork can be trained",
    arguments: [
      GHNConfiguration.Propagation.gated, .nodewise, .graphormer(layers: 2, heads: 2),
    ])
  func kinds(propagation: GHNConfiguration.Propagation) throws {
    let ghn = tinyGHN {
      $0.propagation = propagation
      if case .graphormer = propagation {
        $0.kernelCrop = .centered
        $0.kernelExtension = .interpolated
      }
    }
    var trainer = try tinyTrainer(tinyOptions(steps: 3), ghn: ghn)
    let report = try withThreads(2) { try trainer.step() }
    #expect(report.hadEffect)
    let changed = trainer.ghn.namedTensors.count { ghn.namedTensors[$0.name] != $0.tensor }
    #expect(changed > ghn.parameters.count / 2)
  }
}
