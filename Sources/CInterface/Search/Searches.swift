import ArchDAG
import ArchitectureSampling
import ArchitectureSearch
import Concurrency
import Synchronization

/// What `ghn_score_callback` of `ghn.h` is.
public typealias ScoreCallback =
  @convention(c) (
    UnsafeMutableRawPointer?, UnsafePointer<CChar>?, UnsafeMutablePointer<Double>?
  ) -> Int32

/// `ghn_search` of `ghn.h`.
@c(ghn_search)
public func search(
  _ model: OpaquePointer?, _ space: UnsafePointer<CChar>?, _ options: UnsafePointer<CChar>?,
  _ score: ScoreCallback?, _ progress: ProgressCallback?, _ context: UnsafeMutableRawPointer?,
  _ json: StringResult?, _ error: ErrorStrings?
) -> Int32 {
  let context = unsafe CallbackContext(context)
  return unsafe call(error) {
    let output = unsafe try result(json, "json")
    let name = unsafe try text(space, "space")
    let space = unsafe try namedSpace(space)
    let options = unsafe try CallOptions(
      options,
      allowing: CallOptions.scoring.union([
        .method, .evaluations, .minutes, .population, .sample, .maxParams, .maxFlops, .history,
        .resume, .overwrite,
      ]))
    let scorer = unsafe try score == nil ? oneScorer(options, model) : nil
    let work = unsafe SearchWork(
      options: try searchOptions(options), wishes: try options.genotypeOptions(),
      threads: try options.threadCount(), context: context, progress: unsafe progress)
    let history = try options.file(options.history, .history).map { (path) throws in
      try SearchHistory(
        path: path,
        settings: unsafe work.options.settings(
          space: name, score: scorer?.scores[0].rawValue ?? "callback", scorer: scorer,
          genotypes: unsafe work.wishes),
        existing: options.existing)
    }
    let isCancelled = Atomic(false)
    do {
      let visited = unsafe try work.run(in: space, history) {
        (text, architecture) throws(SearchError) in
        if let scorer { return try scorer(architecture)[0] }
        // A callback may forget to write.
        var value = Double.nan
        // SAFETY: the pointers are valid during the call, as the header says.
        let answer = unsafe text.withCString { text in
          unsafe score?(context.pointer, text, &value) ?? 1
        }
        if answer != 0 { isCancelled.store(true, ordering: .relaxed) }
        guard answer == 0, !value.isNaN else {
          throw .unfit(expected: "a score from the callback", found: "none")
        }
        return value
      }
      unsafe output.pointee = copied(CInterface.json(SearchReport(visited)))
    } catch {
      throw isCancelled.load(ordering: .relaxed) ? CallFailure.cancelled : error
    }
  }
}

/// What computes the one score of a search.
private func oneScorer(_ options: CallOptions, _ model: OpaquePointer?) throws -> NetworkScorer {
  let scorer = unsafe try scorer(options, model)
  guard scorer.scores.count == 1 else {
    throw CallFailure.argument(
      "options: scores", expected: "one score that is computed by itself",
      found: "\(scorer.scores.count)")
  }
  return scorer
}

private func searchOptions(_ options: CallOptions) throws(CallFailure) -> SearchOptions {
  let population = try options.number(
    options.population, .population, default: 32, in: 1...1_000_000)
  let sample = try options.number(
    options.sample, .sample, default: min(8, population), in: 1...population)
  let method: SearchOptions.Method
  switch options.method ?? "evolution" {
  case "evolution": method = .evolution(population: population, sample: sample)
  case "random": method = .random
  case let other:
    throw .argument(
      "options: method", expected: "evolution or random", found: "'\(other.prefix(40))'")
  }
  if let minutes = options.minutes, !(minutes > 0) {
    throw .argument("options: minutes", expected: "a positive number", found: "\(minutes)")
  }
  return SearchOptions(
    method: method,
    evaluations: try options.number(
      options.evaluations, .evaluations, default: 200, in: 1...10_000_000),
    minutes: options.minutes, seed: options.seed ?? 0, parameterLimit: options.maxParams,
    operationLimit: options.maxFlops)
}

/// A search that C asks for.
@unsafe private struct SearchWork {
  let options: SearchOptions
  let wishes: GenotypeOptions
  let threads: Int
  let context: CallbackContext
  let progress: ProgressCallback?

  func run(
    in space: some TextualSpace, _ history: SearchHistory?,
    score: @Sendable (String, Architecture) throws(SearchError) -> Double
  ) throws -> [VisitedCandidate] {
    var search = unsafe try SpaceSearch(space, options: options, wishes: wishes)
    let evaluations = unsafe options.evaluations
    let (context, progress) = unsafe (self.context, self.progress)
    var isCancelled = false
    let visited = try withThreads(unsafe threads) {
      try search.run(recordingIn: history) { candidate in
        guard let progress = unsafe progress else { return true }
        // SAFETY: the context is the caller's own.
        isCancelled =
          unsafe progress(context.pointer, candidate.number + 1, evaluations) != 0
        return !isCancelled
      } score: { (text, architecture) throws(SearchError) in
        try score(text, architecture)
      }
    }
    if isCancelled { throw CallFailure.cancelled }
    return visited
  }
}

private struct SearchReport: Encodable {
  struct Best: Encodable {
    let text: String
    let json: String
    let score: OptionalNumber
    let number: Int
  }

  struct Visited: Encodable {
    let text: String
    let score: OptionalNumber
    let error: String?
  }

  let best: Best?
  let visited: [Visited]

  init(_ candidates: [VisitedCandidate]) {
    best = candidates.best.map {
      Best(text: $0.text, json: $0.json, score: OptionalNumber($0.score), number: $0.number)
    }
    visited = candidates.map {
      Visited(text: $0.text, score: OptionalNumber($0.score), error: $0.failure)
    }
  }
}
