import ArchitectureSearch
import Concurrency
import Evaluation
import GHN
import ImageData
import JSONText
import Synchronization

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
    let options = unsafe try CallOptions(
      options,
      allowing: CallOptions.scoring.union([.isomorphicOnce, .output, .resume, .overwrite]))
    let scorer = unsafe try scorer(options, model)
    let names = unsafe try texts(names, count: count, "texts")
    var scoring = ListScoring(scorer.scores, by: scorer)
    scoring.genotypes = try options.genotypeOptions()
    scoring.scoresFormsOnce = options.isomorphicOnce ?? false
    let file = try options.file(options.output, .output).map { (path) throws in
      try ScoreFile(
        path: path, of: names, scoring,
        existing: options.existing)
    }
    var ranking = ListRanking(names, scoring, file: file)
    var isCancelled = false
    try withThreads(try options.threadCount()) {
      try ranking.run(order: .asListed) { entry in
        let line = entry.json(of: scorer.scores, seconds: .real(entry.seconds), isShort: true)
        // SAFETY: the string is valid during the call, as the header says.
        let answer = unsafe line.compact.withCString { unsafe receive(context.pointer, $0) }
        isCancelled = answer != 0
        return !isCancelled
      }
    }
    if isCancelled { throw CallFailure.cancelled }
  }
}

/// `ghn_score_names` of `ghn.h`.
@c(ghn_score_names)
public func scoreNames(_ json: StringResult?, _ error: ErrorStrings?) -> Int32 {
  unsafe call(error) {
    let fields = Score.allCases.map { score in
      (score.rawValue, JSONValue.array(score.parts.map { .string($0.rawValue) }))
    }
    unsafe try result(json, "json").pointee = copied("\(JSONValue.object(fields))")
  }
}

/// `ghn_truth` of `ghn.h`.
@c(ghn_truth)
public func truth(
  _ path: UnsafePointer<CChar>?, _ column: UnsafePointer<CChar>?,
  _ names: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int,
  _ values: UnsafeMutablePointer<Double>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(values, "values")
    let names = unsafe try texts(names, count: count, "texts")
    let path = unsafe try text(path, "path")
    let column = try TruthColumn(path: path, column: unsafe try text(column, "column"), for: names)
    let truths = try names.indices.map { try column.value(at: $0) }
    guard truths.isEmpty || truths.contains(where: { $0 != nil }) else {
      let expected = "a number for some of the architectures, written as there"
      throw CallFailure(
        status: .malformed, message: "\(path): expected \(expected), found none",
        location: path, expected: expected, found: "none")
    }
    // SAFETY: the caller promises room for a number of each architecture.
    for (index, value) in truths.enumerated() { unsafe output[index] = value ?? .nan }
  }
}

/// `ghn_few_labels` of `ghn.h`.
@c(ghn_few_labels)
public func fewLabels(
  _ predictor: OpaquePointer?, _ names: UnsafePointer<UnsafePointer<CChar>?>?,
  _ truth: UnsafePointer<Double>?, _ count: Int, _ features: UnsafePointer<Double>?,
  _ width: Int, _ options: UnsafePointer<CChar>?, _ json: StringResult?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(json, "json")
    let options = unsafe try CallOptions(options, allowing: [.labels, .draws, .seed, .threads])
    let encoder =
      unsafe predictor == nil
      ? nil
      : unsafe try object(predictor, PredictorBox.self, "predictor").predictor.withLock(\.encoder)
    let (names, seed) = (unsafe try texts(names, count: count, "texts"), options.seed ?? 0)
    let truth = unsafe try numbers(truth, count: count, "truth", finite: true)
    let features = unsafe try rows(features, count: names.count, width: width)
    let labels = try options.number(options.labels, .labels, default: 78, in: 2...Int.max)
    let draws = try options.number(options.draws, .draws, default: 5, in: 1...1000)
    let report = try withThreads(try options.threadCount()) {
      try FewLabelReport(
        names, truth: truth, features: features, labels: labels,
        draws: .init(draws, from: seed), encoder: encoder)
    }
    unsafe output.pointee = copied(report.json.compact)
  }
}

/// `ghn_aggregate` of `ghn.h`.
@c(ghn_aggregate)
public func aggregate(
  _ scores: UnsafePointer<Double>?, _ lists: Int, _ count: Int,
  _ sums: UnsafeMutablePointer<Double>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(sums, "sums")
    guard (1...1000).contains(lists), (0...1_000_000_000).contains(count) else {
      throw CallFailure.argument(
        "lists", expected: "1 to 1000 lists", found: "\(lists) lists of \(count)")
    }
    let all = unsafe try numbers(scores, count: lists * count, "scores")
    let found = aggregatedRanks((0..<lists).map { Array(all[$0 * count..<($0 + 1) * count]) })
    // SAFETY: the caller promises room for a sum of each architecture.
    for (index, sum) in found.enumerated() { unsafe output[index] = sum }
  }
}

/// `ghn_metrics` of `ghn.h`.
@c(ghn_metrics)
public func metrics(
  _ scores: UnsafePointer<Double>?, _ truth: UnsafePointer<Double>?, _ count: Int,
  _ options: UnsafePointer<CChar>?, _ json: StringResult?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(json, "json")
    let options = unsafe try CallOptions(options, allowing: [.top, .seed])
    guard count > 0 else {
      throw CallFailure.argument("count", expected: "at least one score", found: "\(count)")
    }
    let report = RankingReport(
      scores: unsafe try numbers(scores, count: count, "scores"),
      truth: unsafe try numbers(truth, count: count, "truth", finite: true),
      top: try options.number(options.top, .top, default: 10, in: 1...Int.max),
      seed: options.seed ?? 0)
    unsafe output.pointee = copied(JSONValue.object(report.jsonFields).compact)
  }
}

/// What computes the scores that options ask for.
func scorer(_ options: CallOptions, _ model: OpaquePointer?) throws -> NetworkScorer {
  guard let names = options.scores, !names.isEmpty else {
    throw CallFailure.argument("options: scores", expected: "a list of scores", found: "none")
  }
  let scores = try names.map { try options.word($0, .scores, default: Score.parameters) }
  var scorer = NetworkScorer(scores, probe: try options.probe(batchSize: 32))
  scorer.batchCount = try options.number(options.batches, .batches, default: 4, in: 1...100_000)
  scorer.steps = try options.number(options.steps, .steps, default: 16, in: 1...100_000)
  scorer.repetitions = try options.number(
    options.repetitions, .repetitions, default: 1, in: 1...1000)
  scorer.initialization = try options.word(
    options.initialization, .initialization, default: NetworkInitialization.predicted)
  scorer.limits = try options.limits()
  if scores.contains(where: \.isTrained) {
    guard case .images = scorer.probe.source else {
      throw CallFailure.argument(
        "options: data", expected: "a data set for accuracy and loss", found: "noise")
    }
    scorer.ghn = unsafe try neededModel(model, for: scorer.initialization)
    if case .images(let images) = scorer.probe.source {
      scorer.ghn = try scorer.ghn?.told { images }
    }
  }
  return scorer
}

extension CallOptions {
  /// The images that networks are shown, in batches of `batchSize` unless the options say otherwise.
  func probe(batchSize: Int) throws -> Probe {
    var probe = Probe(
      batchSize: try number(batch, .batch, default: batchSize, in: Probe.batchSizes),
      seed: seed ?? 0)
    if let data, data != "noise" {
      probe.source = .images(try ImageDataset(data, split: .train))
    }
    return probe
  }
}
