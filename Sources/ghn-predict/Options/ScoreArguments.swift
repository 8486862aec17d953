import ArchitectureSearch
import ArgumentParser
import Evaluation
import FileBytes
import ImageData

/// The options that decide how scores are computed.
struct ScoreArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The images that networks are shown: noise, fashion-mnist, or a folder as for 'evaluate'. \
      Accuracy and loss need a data set.
      """, valueName: "noise|name|folder"))
  var data = "noise"

  @Option(help: ArgumentHelp("How many images make a batch.", valueName: "count"))
  var batch = 32

  @Option(
    help: ArgumentHelp("On how many batches accuracy and loss are measured.", valueName: "count"))
  var batches = 4

  @Option(
    help: ArgumentHelp(
      """
      Of how many seeds, from --seed on, the scores of untrained networks are means; the time grows with \
      them.
      """, valueName: "count"))
  var repetitions = 1

  @Option(
    help: ArgumentHelp(
      "How many steps of training precede tuned and tuned-loss.", valueName: "count"))
  var steps = 16

  @Option(name: .customLong("init"), help: "Where parameters come from, for accuracy and loss.")
  var initialization: NetworkInitialization = .predicted

  @OptionGroup var ghn: GHNArguments

  @OptionGroup var memory: MemoryArguments

  func validate() throws {
    try Probe.batchSizes.check(batch, of: "batch")
    try (1...100_000).check(batches, of: "batches")
    try (1...100_000).check(steps, of: "steps")
    try (1...1000).check(repetitions, of: "repetitions")
  }

  /// Notes the files that are read.
  func noteInputs(in named: inout NamedFiles) {
    if data != "noise" { named.read(data: data) }
    named.read(try? ghn.path(), as: "--ghn")
  }

  /// Makes what computes some scores.
  ///
  /// - Throws: ``CommandFailure`` where a score needs a data set and there is noise, `DataError`, and why
  ///   the GHN cannot be read.
  func scorer(_ scores: [Score], seed: UInt64) throws -> NetworkScorer {
    let isTrained = scores.contains(where: \.isTrained)
    var probe = Probe(batchSize: batch, seed: seed)
    if data != "noise" {
      probe.source = .images(try ImageDataset(data, split: .train))
    } else if isTrained {
      throw CommandFailure(
        status: .wrongUsage, message: "expected images of a data set for accuracy, found noise",
        suggestion: "name a data set with --data")
    }
    var scorer = NetworkScorer(scores, probe: probe)
    scorer.batchCount = batches
    scorer.steps = steps
    scorer.repetitions = repetitions
    scorer.initialization = initialization
    scorer.limits = memory.limits
    if isTrained && initialization.isPredicted {
      scorer.ghn = try ghn.read().model
      if case .images(let images) = probe.source {
        scorer.ghn = try scorer.ghn?.told { images }
      }
    }
    return scorer
  }
}

extension Score {
  /// Those that an architecture has by itself, without a list.
  static let single = allCases.filter { !$0.isAggregate }

  /// One that an architecture has by itself.
  static func one(_ text: String) throws -> Score {
    guard let score = Score(rawValue: text) else {
      let all = single.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(text)' is unknown; known are \(all).")
    }
    return score
  }

  /// Scores between commas.
  static func list(_ text: String) throws -> [Score] {
    try text.split(separator: ",").map { word in
      guard let score = Score(rawValue: String(word)) else {
        let all = Score.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("'\(word)' is unknown; known are \(all).")
      }
      return score
    }
  }
}
