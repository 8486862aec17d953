import ArchDAG
import Autograd
import Concurrency
import Evaluation
import FoundationEssentials
import ImageData
import NetworkExecution
import Synchronization
import Tensors

/// `ghn_forward` of `ghn.h`.
@c(ghn_forward)
public func forward(
  _ architecture: OpaquePointer?, _ parameters: OpaquePointer?, _ inputs: OpaquePointer?,
  _ outputs: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorStrings?
) -> Int32 {
  // SAFETY: the pointers are as the header says, and NULL is refused before they are read.
  unsafe call(error) {
    let output = unsafe try result(outputs, "outputs")
    let architecture = unsafe try object(architecture, ArchitectureBox.self, "architecture")
      .architecture
    let parameters = unsafe try object(parameters, TensorsBox.self, "parameters").tensors
    let inputs = unsafe try object(inputs, TensorsBox.self, "inputs").tensors
    let network = try ExecutableNetwork(architecture, outputs: .all)
    var constants: [String: Variable] = [:]
    for (name, tensor) in parameters { constants[name] = Variable(tensor) }
    let run = try network(inputs.map(\.tensor), parameters: constants)
    var named = NamedTensors()
    for (id, output) in zip(architecture.outputs, run.outputs) {
      // Each with memory of its own: what an identity passes on is a parameter or another output, and whoever
      // writes into one would change both.
      let value = output.value
      named[architecture[id].name] = Tensor(shape: value.shape, scalars: value.scalars.map { $0 })
    }
    unsafe output.pointee = retained(TensorsBox(named))
  }
}

/// `ghn_evaluate` of `ghn.h`.
@c(ghn_evaluate)
public func evaluate(
  _ model: OpaquePointer?, _ architecture: OpaquePointer?, _ options: UnsafePointer<CChar>?,
  _ progress: ProgressCallback?, _ context: UnsafeMutableRawPointer?, _ json: StringResult?,
  _ error: ErrorStrings?
) -> Int32 {
  let context = unsafe CallbackContext(context)
  return unsafe call(error) {
    let output = unsafe try result(json, "json")
    let network = unsafe try object(architecture, ArchitectureBox.self, "architecture").architecture
    let options = unsafe try CallOptions(
      options,
      allowing: [.data, .split, .limit, .batch, .initialization, .seed, .threads, .memoryLimit])
    guard let name = options.data else {
      throw CallFailure.argument("options: data", expected: "a data set", found: "none")
    }
    let kind = try options.word(
      options.initialization, .initialization, default: NetworkInitialization.predicted)
    let images = try ImageDataset(
      name, split: try options.word(options.split, .split, default: DataSplit.test))
    if let limit = options.limit {
      _ = try options.number(limit, .limit, default: 1, in: 1...Int.max)
    }
    let evaluation = NetworkEvaluation(
      images: images, limit: options.limit,
      batchSize: try options.number(options.batch, .batch, default: 64, in: 1...100_000),
      seed: options.seed ?? 0, limits: try options.limits())
    let ghn = try unsafe neededModel(model, for: kind)?.told {
      try ImageDataset(name, split: .train)
    }
    let isCancelled = Atomic(false)
    let found = try withThreads(try options.threadCount()) {
      try evaluation.result(of: network, initialization: kind, from: ghn) { done in
        // SAFETY: the context is the caller's own.
        guard unsafe progress?(context.pointer, done, evaluation.imageCount) ?? 0 != 0 else {
          return true
        }
        isCancelled.store(true, ordering: .relaxed)
        return false
      }
    }
    if isCancelled.load(ordering: .relaxed) { throw CallFailure.cancelled }
    unsafe output.pointee = copied(
      CInterface.json(
        EvaluationReport(
          top1: found.accuracy.top1, correct: found.accuracy.correct,
          images: found.accuracy.count, seconds: found.seconds)))
  }
}

private struct EvaluationReport: Encodable {
  let top1: Double
  let correct: Int
  let images: Int
  let seconds: Double
}
