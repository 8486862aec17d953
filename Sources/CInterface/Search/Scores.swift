import ArchitectureSearch
import Concurrency
import Evaluation
import GHN
import ImageData

/// What `ghn_line_callback` of `ghn.h` is.
public typealias LineCallback =
  @convention(c) (
    UnsafeMutableRawPointer?, UnsafePointer<CChar>?
  ) -> Int32

/// `ghn_score` of `ghn.h`.
@c(ghn_score)
public func score(
  _ model: OpaquePointer?, _ names: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int,
  _ options: UnsafePointer<CChar>?, _ receive: LineCallback?,
  _ context: UnsafeMutableRawPointer?, _ error: ErrorStrings?
) -> Int32 {
  let context = unsafe CallbackContext(context)
  return unsafe call(error) {
    guard let receive = unsafe receive else {
      throw CallFailure.argument("receive", expected: "a callback", found: "NULL")
    }
    let options = unsafe try CallOptions(options, allowing: CallOptions.scoring)
    let scorer = unsafe try scorer(options, model)
    let names = unsafe try texts(names, count: count, "texts")
    let wishes = try options.genotypeOptions()
    let threads = try options.threadCount()
    // Small chunks, so that lines come soon and a cancellation does not wait for long.
    let chunk = 4 * threads
    try withThreads(threads) {
      for start in stride(from: 0, to: names.count, by: chunk) {
        let entries = try ScoredList.entries(
          at: start..<min(start + chunk, names.count),
          texts: { (index) throws(SearchError) in names[index] }, by: scorer, options: wishes)
        for entry in entries {
          let line = json(ScoreLine(entry, scorer.scores))
          // SAFETY: the string is valid during the call, as the header says.
          let answer = unsafe line.withCString { unsafe receive(context.pointer, $0) }
          guard answer == 0 else { throw CallFailure.cancelled }
        }
      }
    }
  }
}

/// `ghn_aggregate` of `ghn.h`.
@c(ghn_aggregate)
public func aggregate(
  _ scores: UnsafePointer<Double>?, _ lists: Int, _ count: Int,
  _ sums: UnsafeMutablePointer<Double>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let place = unsafe try result(sums, "sums")
    guard (1...1000).contains(lists), (0...1_000_000_000).contains(count) else {
      throw CallFailure.argument(
        "lists", expected: "1 to 1000 lists", found: "\(lists) lists of \(count)")
    }
    let all = unsafe try numbers(scores, count: lists * count, "scores")
    let found = aggregatedRanks((0..<lists).map { Array(all[$0 * count..<($0 + 1) * count]) })
    // SAFETY: the caller promises room for a sum of each architecture.
    for (index, sum) in found.enumerated() { unsafe place[index] = sum }
  }
}

/// `ghn_metrics` of `ghn.h`.
@c(ghn_metrics)
public func metrics(
  _ scores: UnsafePointer<Double>?, _ truth: UnsafePointer<Double>?, _ count: Int,
  _ options: UnsafePointer<CChar>?, _ json: StringResult?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let place = unsafe try result(json, "json")
    let options = unsafe try CallOptions(options, allowing: [.top, .seed])
    guard count > 0 else {
      throw CallFailure.argument("count", expected: "at least one score", found: "\(count)")
    }
    let report = RankingReport(
      scores: unsafe try numbers(scores, count: count, "scores"),
      truth: unsafe try numbers(truth, count: count, "truth"),
      top: try options.number(options.top, .top, default: 10, in: 1...Int.max),
      seed: options.seed ?? 0)
    unsafe place.pointee = copied(CInterface.json(MetricsReport(report)))
  }
}

/// What computes the scores that options ask for.
func scorer(_ options: CallOptions, _ model: OpaquePointer?) throws -> NetworkScorer {
  guard let names = options.scores, !names.isEmpty else {
    throw CallFailure.argument("options: scores", expected: "a list of scores", found: "none")
  }
  let scores = try names.map { try options.word($0, .scores, default: Score.parameters) }
  var probe = Probe(
    batchSize: try options.number(options.batch, .batch, default: 32, in: Probe.batchSizes),
    seed: options.seed ?? 0)
  if let data = options.data, data != "noise" {
    probe.source = .images(try ImageDataset(data, split: .train))
  }
  var scorer = NetworkScorer(scores, probe: probe)
  scorer.batchCount = try options.number(options.batches, .batches, default: 4, in: 1...100_000)
  scorer.steps = try options.number(options.steps, .steps, default: 16, in: 1...100_000)
  scorer.repetitions = try options.number(
    options.repetitions, .repetitions, default: 1, in: 1...1000)
  scorer.initialization = try options.word(
    options.initialization, .initialization, default: NetworkInitialization.predicted)
  if scores.contains(where: \.isTrained) {
    scorer.ghn = unsafe try neededModel(model, for: scorer.initialization)
  }
  return scorer
}

/// The line of an architecture.
private struct ScoreLine: Encodable {
  let index: Int
  let name: String
  let scores: [String: OptionalNumber]?
  let error: String?
  let seconds: Double

  init(_ entry: ScoredList.Entry, _ scores: [Score]) {
    index = entry.index
    name = entry.name
    error = entry.failure
    seconds = entry.seconds
    self.scores =
      entry.failure == nil
      ? Dictionary(
        zip(scores.map(\.rawValue), entry.scores.map { OptionalNumber($0) }),
        uniquingKeysWith: { first, _ in first }) : nil
  }
}

private struct MetricsReport: Encodable {
  struct Estimate: Encodable {
    let value: OptionalNumber
    let standardError: OptionalNumber

    enum CodingKeys: String, CodingKey {
      case value
      case standardError = "standard_error"
    }

    init(_ estimate: RankingReport.Estimate) {
      value = OptionalNumber(estimate.value)
      standardError = OptionalNumber(estimate.standardError)
    }
  }

  let n: Int
  let ties: Int
  let kendall: Estimate
  let spearman: Estimate
  let pearson: Estimate
  let top: Int
  let precision: Estimate
  let ndcg: Estimate
  let regret: Estimate

  init(_ report: RankingReport) {
    n = report.count
    ties = report.tiedScores
    kendall = Estimate(report.kendall)
    spearman = Estimate(report.spearman)
    pearson = Estimate(report.pearson)
    top = report.top
    precision = Estimate(report.precision)
    ndcg = Estimate(report.discountedGain)
    regret = Estimate(report.regret)
  }
}
