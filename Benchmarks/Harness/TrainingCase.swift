import ArchDAG
import ArchitectureSampling
import Concurrency
import FileBytes
import FoundationEssentials
import GHN
import ImageData
import Optimization
import ProcessMemory
import Randomness
import Tensors
import Training

/// Meta-training on networks of one kind: steps per minute, and where the time goes.
struct TrainingCase {
  /// Where the networks come from.
  enum Networks {
    /// A list, taken in its order.
    case list(path: String)
    /// The space of a split.
    case split(ArchitectureSplit)

    /// What results call them.
    var name: String {
      switch self {
      case .list: "listed cells"
      case .split(let split): split.name
      }
    }

    /// The networks, one for each index.
    func supply() throws -> ArchitectureSupply {
      switch self {
      case .list(let path):
        let list = try ArchitectureList(contentsOf: MappedFile(path: path))
        return ArchitectureSupply(.listed(list, .listed), seed: 0, classCount: 10)
      case .split(let split):
        return ArchitectureSupply(.sampled([split]), seed: 0, classCount: 10)
      }
    }
  }

  let networks: Networks
  let threads: Int
  let steps: Int

  /// The published training: GHN-2, 4 networks and 32 images a step, Adam, gradients of norm 5.
  func measure() throws -> TrainingResult {
    // As the command does: the memory of one batch is used again for the next.
    keepFreedMemory()
    var generator = SplitMix64(seed: 0)
    let options = TrainingOptions(
      schedule: LearningRateSchedule(base: 1e-3, length: .steps(1_000_000)))
    var trainer = MetaTrainer(
      GraphHyperNetwork(.ghn2(classCount: 10), using: &generator), options: options,
      architectures: try networks.supply(),
      images: randomImages(count: 4096, using: &generator))
    for _ in 0..<2 { _ = try withThreads(threads) { try trainer.step() } }
    var durations: [Double] = []
    var work = StepWork()
    var multiplications = 0
    for _ in 0..<steps {
      let (report, seconds) = try timed { try withThreads(threads) { try trainer.step() } }
      guard report.hadEffect else { throw TrainingCaseError.stepWithoutEffect(report.step) }
      durations.append(seconds)
      work = work + report.work
      multiplications += report.multiplicationCount
    }
    let total = durations.reduce(0, +)
    let count = Double(steps)
    return TrainingResult(
      networks: networks.name, threads: threads, steps: steps, stepsPerMinute: 60 * count / total,
      medianStep: durations.sorted()[steps / 2], preparation: work.preparation / count,
      prediction: work.prediction / count, execution: work.execution / count,
      backward: work.backward / count, update: work.update / count,
      // A multiplication and an addition, once forward and for two gradients.
      gigaflops: 6 * Double(multiplications) / total / 1e9)
  }

  /// Images of noise: what they show does not change how long anything takes.
  private func randomImages(
    count: Int, using generator: inout some RandomNumberGenerator
  ) -> ImageDataset {
    ImageDataset(
      name: "noise",
      LabeledPixels(
        channels: 1, height: 28, width: 28, classCount: 10,
        pixels: (0..<count * 28 * 28).map { _ in UInt8.random(in: 0...255, using: &generator) },
        labels: (0..<count).map { UInt8($0 % 10) }))
  }
}

/// Why a training cannot be measured.
enum TrainingCaseError: Error, CustomStringConvertible {
  /// A step found no finite gradient, so that its time says nothing.
  case stepWithoutEffect(Int)

  var description: String {
    switch self {
    case .stepWithoutEffect(let step): "step \(step) found no finite gradient"
    }
  }
}

/// How fast a training was, on so many threads; times in seconds for a step, summed over threads.
struct TrainingResult: Codable {
  /// Which networks; `nil` in results that are older than the choice.
  let networks: String?
  let threads: Int
  let steps: Int
  let stepsPerMinute: Double
  let medianStep: Double
  let preparation: Double
  let prediction: Double
  let execution: Double
  let backward: Double
  let update: Double
  /// Multiplications and additions of the networks alone, forward and backward.
  let gigaflops: Double
}

/// Everything that one run has measured of training.
struct TrainingResults: Codable {
  let commit: String
  let machine: MachineSpeed
  let runs: [TrainingResult]
  /// Steps per minute of the published code on the listed networks, by threads.
  let published: [String: Double]
  /// The operators of the networks; `nil` in older results.
  let operators: [OperatorResults]?

  /// The results as Markdown.
  var table: String {
    let rows = runs.map { run in
      let isListed = run.networks == nil || run.networks == runs.first?.networks
      let reference = isListed ? published["\(run.threads)"] : nil
      let parts = [run.preparation, run.prediction, run.execution, run.backward, run.update]
        .map { "\(Int(($0 * 1e3).rounded()))" }
      return
        "| \(run.networks ?? "") | \(run.threads) | \(Int(run.stepsPerMinute.rounded())) | "
        + (reference.map { "\(Int($0.rounded())) | \(tenth(run.stepsPerMinute / $0)) ×" } ?? "– | –")
        + " | \(parts.joined(separator: " | ")) | \(Int(run.gigaflops.rounded())) |"
    }
    return """
      \(machine.processor); commit \(commit).

      | networks | threads | steps a minute | published | faster | prepare ms | predict ms | run ms | \
      back ms | update ms | GF/s |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      \(rows.joined(separator: "\n"))

      \((operators ?? []).map(\.table).joined(separator: "\n\n"))
      """
  }

  private func tenth(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
}
