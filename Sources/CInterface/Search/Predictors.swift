import ArchitectureSearch
import Concurrency
import Synchronization

/// `ghn_predictor_make` of `ghn.h`.
@c(ghn_predictor_make)
public func makePredictor(
  _ options: UnsafePointer<CChar>?, _ predictor: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(predictor, "predictor")
    let options = unsafe try CallOptions(options, allowing: [.seed, .threads])
    unsafe output.pointee = retained(
      PredictorBox(
        PropertyPredictor(seed: options.seed ?? 0), threads: try options.threadCount()))
  }
}

/// `ghn_predictor_pretrain` of `ghn.h`.
@c(ghn_predictor_pretrain)
public func pretrainPredictor(
  _ predictor: OpaquePointer?, _ names: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int,
  _ features: UnsafePointer<Double>?, _ width: Int, _ embeddings: UnsafePointer<Double>?,
  _ hidden: Int, _ options: UnsafePointer<CChar>?, _ progress: ProgressCallback?,
  _ context: UnsafeMutableRawPointer?, _ error: ErrorStrings?
) -> Int32 {
  let context = unsafe CallbackContext(context)
  return unsafe call(error) {
    let box = unsafe try object(predictor, PredictorBox.self, "predictor")
    let options = unsafe try CallOptions(
      options,
      allowing: [
        .targets, .steps, .seed, .threads, .data, .batch, .classes, .inputSize,
      ])
    let names = unsafe try texts(names, count: count, "texts")
    let wishes = PretrainedEncoder.Options(
      targets: try (options.targets ?? [PretrainingTarget.flow.rawValue]).map {
        try options.word($0, .targets, default: PretrainingTarget.flow)
      },
      steps: try options.number(
        options.steps, .steps, default: PretrainedEncoder.Options().steps, in: 1...1_000_000),
      seed: options.seed ?? 0)
    let scores = unsafe try rows(features, count: names.count, width: width)
    let states = unsafe try rows(embeddings, count: names.count, width: hidden)
    var task = HypernetworkTask(genotypes: try options.genotypeOptions())
    if wishes.targets.contains(.hypernetwork) {
      task.probe = try options.probe(batchSize: task.probe.batchSize)
    }
    var isCancelled = false
    let encoder = try withThreads(try options.threadCount()) {
      try PretrainedEncoder(
        names, options: wishes, scores: scores, embeddings: states.map { $0.map(Float.init) },
        task: task
      ) { done in
        guard let progress = unsafe progress else { return true }
        // SAFETY: the context is the caller's own.
        isCancelled = unsafe progress(context.pointer, done, wishes.steps) != 0
        return !isCancelled
      }
    }
    if isCancelled { throw CallFailure.cancelled }
    box.predictor.withLock { $0.encoder = encoder }
  }
}

/// `ghn_predictor_fit` of `ghn.h`.
@c(ghn_predictor_fit)
public func fitPredictor(
  _ predictor: OpaquePointer?, _ names: UnsafePointer<UnsafePointer<CChar>?>?,
  _ labels: UnsafePointer<Double>?, _ count: Int, _ features: UnsafePointer<Double>?,
  _ width: Int, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let box = unsafe try object(predictor, PredictorBox.self, "predictor")
    let names = unsafe try texts(names, count: count, "texts")
    let labels = unsafe try numbers(labels, count: count, "labels", finite: true)
    let rows = unsafe try rows(features, count: names.count, width: width)
    try withThreads(box.threads) {
      try box.predictor.withLock { (predictor) throws(SearchError) in
        try predictor.fit(names, labels: labels, features: rows)
      }
    }
  }
}

/// `ghn_predictor_query` of `ghn.h`.
@c(ghn_predictor_query)
public func queryPredictor(
  _ predictor: OpaquePointer?, _ names: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int,
  _ features: UnsafePointer<Double>?, _ width: Int, _ means: UnsafeMutablePointer<Double>?,
  _ variances: UnsafeMutablePointer<Double>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let means = unsafe try result(means, "means")
    let box = unsafe try object(predictor, PredictorBox.self, "predictor")
    let names = unsafe try texts(names, count: count, "texts")
    let rows = unsafe try rows(features, count: names.count, width: width)
    let found = try box.predictor.withLock { $0 }.query(names, features: rows)
    // SAFETY: the caller promises room for a number of each architecture.
    for (index, estimate) in found.enumerated() {
      unsafe means[index] = estimate.mean
      unsafe variances?[index] = estimate.variance
    }
  }
}

/// `ghn_predictor_free` of `ghn.h`.
@c(ghn_predictor_free)
public func freePredictor(_ predictor: UnsafeMutablePointer<OpaquePointer?>?) {
  unsafe release(predictor, PredictorBox.self)
}

/// The features beside those of the texts, a row an architecture.
func rows(
  _ features: UnsafePointer<Double>?, count: Int, width: Int
) throws(CallFailure) -> [[Double]] {
  guard unsafe features != nil, width != 0 else { return Array(repeating: [], count: count) }
  guard (0...100_000).contains(width) else {
    throw .argument("width", expected: "0 to 100000", found: "\(width)")
  }
  let all = unsafe try numbers(features, count: count * width, "features")
  return (0..<count).map { Array(all[$0 * width..<($0 + 1) * width]) }
}
