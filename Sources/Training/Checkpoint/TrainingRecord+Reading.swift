import FoundationEssentials
import ImageData
import Optimization

extension TrainingRecord {
  /// Reads the text of a file's metadata, trusting none of its numbers.
  ///
  /// - Throws: ``TrainingCheckpointError``.
  init(_ text: String, file: String) throws(TrainingCheckpointError) {
    let data = Data(text.utf8)
    guard let header = try? JSONDecoder().decode(Header.self, from: data) else {
      throw .malformed(
        file: file, setting: Self.key, expected: "a JSON object with a version",
        found: String(text.prefix(80)))
    }
    guard header.version <= Self.currentVersion else {
      throw .futureVersion(file: file, found: header.version, supported: Self.currentVersion)
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      throw .malformed(
        file: file, setting: Self.key, expected: "the record of a training",
        found: String(text.prefix(80)))
    }
    for fault in [furtherImagesFault, countFault, runFault, optionFault] {
      guard let fault else { continue }
      throw .malformed(
        file: file, setting: fault.setting, expected: fault.expected, found: fault.found)
    }
  }

  /// What is wrong with a setting.
  private struct Fault {
    var setting: String
    var expected: String
    var found = "others"
  }

  /// How much a count may be.
  private static let anyCount = 0...1 << 48

  private var furtherImagesFault: Fault? {
    let (further, states) = (furtherImages ?? [], progress.furtherImages ?? [])
    let isWhole = zip(further, states).allSatisfy { source, state in
      let count = source.count ?? 0
      return Self.anyCount.contains(count) && Self.anyCount.contains(state.epoch)
        && (0...count).contains(state.position)
    }
    guard further.count != states.count || !isWhole else { return nil }
    return Fault(
      setting: "furtherImages",
      expected: "for each further data set which of its images comes next",
      found: "\(further.count) data sets and \(states.count) states")
  }

  private var countFault: Fault? {
    let any = Self.anyCount
    let counts: [(String, Int, ClosedRange<Int>)] = [
      ("images.count", images.count ?? 0, any),
      ("architectures.count", architectures.count ?? 0, any),
      ("schedule.warmUpSteps", options.schedule.warmUpSteps, any),
      ("failuresInARow", progress.failuresInARow, any),
      ("skippedNetworks", progress.skippedNetworks, any),
      ("skippedSteps", progress.skippedSteps, any),
      ("rollBacks", progress.rollBacks, any),
      ("metaBatch", options.metaBatch, 1...1 << 16),
      ("imageBatch", options.imageBatch, 1...1 << 20),
      ("curriculumSteps", options.curriculumSteps ?? 0, any),
      ("shift", options.shift, 0...1 << 10), ("step", progress.step, any),
      ("architectureCount", progress.architectureCount, any),
      ("optimizerSteps", optimizerSteps, any),
      ("images.epoch", progress.images.epoch, any),
      ("images.position", progress.images.position, 0...max(0, images.count ?? 0)),
      ("validationImages", validationImages, any),
    ]
    return counts.first { !$2.contains($1) }.map { setting, value, range in
      Fault(
        setting: setting, expected: "a number from \(range.lowerBound) to \(range.upperBound)",
        found: "\(value)")
    }
  }

  private var runFault: Fault? {
    guard let run else { return nil }
    let seconds = [run.intervals.validationSeconds, run.intervals.checkpointSeconds]
    let isSound =
      seconds.allSatisfy { $0 > 0 && $0.isFinite }
      && (1...1 << 48).contains(run.intervals.logSteps)
      && (0...1 << 16).contains(run.validationNetworks)
    return isSound
      ? nil : Fault(setting: "run", expected: "intervals above 0, and at most 65536 networks")
  }

  private var optionFault: Fault? {
    if let distillation = options.distillation {
      let isSound =
        (0...1).contains(distillation.weight) && distillation.temperature > 0
        && distillation.temperature.isFinite && teacher != nil
      guard isSound else {
        return Fault(
          setting: "distillation",
          expected: "a weight from 0 to 1, a temperature above 0 and a teacher")
      }
    }
    if let weight = options.ridgeWeight, !(0...1).contains(weight) {
      return Fault(
        setting: "ridgeWeight", expected: "a number from 0 to 1", found: "\(weight)")
    }
    if let squares = optimizerRateSquares, !(squares >= 0 && squares.isFinite) {
      return Fault(
        setting: "optimizerRateSquares", expected: "a number from 0", found: "\(squares)")
    }
    if let decay = options.averageDecay, !(decay >= 0 && decay < 1) {
      return Fault(
        setting: "averageDecay", expected: "a number from 0 to less than 1", found: "\(decay)")
    }
    return nil
  }
}
