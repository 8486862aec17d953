import ArchDAG
import ArchitectureSampling
import ArchitectureSearch
import Concurrency

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
    let place = unsafe try result(json, "json")
    let space = unsafe try namedSpace(space)
    let options = unsafe try CallOptions(
      options,
      allowing: CallOptions.scoring.union([
        .method, .evaluations, .minutes, .population, .sample, .maxParams, .maxFlops,
      ]))
    let work = unsafe SearchWork(
      options: try searchOptions(options), wishes: try options.genotypeOptions(),
      threads: try options.threadCount(), context: context, progress: unsafe progress)
    let visited: [VisitedCandidate]
    if let score = unsafe score {
      visited = unsafe try work.run(in: space) { (text, _) throws(SearchError) in
        var value = 0.0
        // SAFETY: the pointers are valid during the call, as the header says.
        let answer = unsafe text.withCString { text in
          unsafe score(context.pointer, text, &value)
        }
        guard answer == 0, !value.isNaN else {
          throw .unfit(expected: "a score from the callback", found: "none")
        }
        return value
      }
    } else {
      let scorer = unsafe try scorer(options, model)
      guard scorer.scores.count == 1 else {
        throw CallFailure.argument(
          "options: scores", expected: "one score that is computed by itself",
          found: "\(scorer.scores.count)")
      }
      visited = unsafe try work.run(in: space) { (_, architecture) throws(SearchError) in
        try scorer(architecture)[0]
      }
    }
    unsafe place.pointee = copied(CInterface.json(SearchReport(visited)))
  }
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
    in space: some TextualSpace,
    score: @Sendable (String, Architecture) throws(SearchError) -> Double
  ) throws -> [VisitedCandidate] {
    var search = unsafe try SpaceSearch(space, options: options, wishes: wishes)
    let evaluations = unsafe options.evaluations
    let (context, progress) = unsafe (self.context, self.progress)
    var isCancelled = false
    let visited = try withThreads(unsafe threads) {
      try search.run { candidate in
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
  }

  let best: Best?
  let visited: [Visited]

  init(_ candidates: [VisitedCandidate]) {
    best = candidates.max { ($0.score, -$0.number) < ($1.score, -$1.number) }.map {
      Best(text: $0.text, json: $0.json, score: OptionalNumber($0.score), number: $0.number)
    }
    visited = candidates.map { Visited(text: $0.text, score: OptionalNumber($0.score)) }
  }
}
