import ArchDAG
import ArchitectureSearch
import Concurrency
import Evaluation
import GHN
import ParameterFiles
import Synchronization
import TensorFiles
import Tensors

/// What `ghn_piece_callback` of `ghn.h` is.
public typealias PieceCallback =
  @convention(c) (
    UnsafeMutableRawPointer?, UnsafePointer<CChar>?, Int, UnsafePointer<Float>?, Int
  ) -> Int32

/// What `ghn_progress_callback` of `ghn.h` is.
public typealias ProgressCallback = @convention(c) (UnsafeMutableRawPointer?, Int, Int) -> Int32

/// A prediction that was asked for: the network, and how many threads work.
private struct RequestedPrediction {
  let prepared: PreparedPrediction
  let network: ArchitectureBox
  let threads: Int
  let overwrites: Bool

  init(
    _ model: OpaquePointer?, _ architecture: OpaquePointer?, _ options: UnsafePointer<CChar>?,
    allowing extra: Set<CallOptions.CodingKeys> = []
  ) throws {
    let ghn = unsafe try object(model, ModelBox.self, "model").model
    network = unsafe try object(architecture, ArchitectureBox.self, "architecture")
    let options = unsafe try CallOptions(
      options, allowing: extra.union([.classLayer, .seed, .threads]))
    let layer: DecodePlan.ClassLayer
    switch options.classLayer ?? "predicted" {
    case "predicted": layer = .predicted
    case "initialized": layer = .initialized
    case let other:
      throw CallFailure.argument(
        "options: class_layer", expected: "predicted or initialized",
        found: "'\(other.prefix(40))'")
    }
    prepared = try ghn.prepare(
      network.architecture,
      options: PredictionOptions(classLayer: layer, seed: options.seed ?? 0))
    threads = try options.threadCount()
    overwrites = options.overwrite ?? false
  }
}

/// `ghn_predict` of `ghn.h`.
@c(ghn_predict)
public func predict(
  _ model: OpaquePointer?, _ architecture: OpaquePointer?, _ options: UnsafePointer<CChar>?,
  _ tensors: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(tensors, "tensors")
    let request = unsafe try RequestedPrediction(model, architecture, options)
    let parameters = withThreads(request.threads) { request.prepared.parameters() }
    unsafe output.pointee = retained(
      TensorsBox(parameters, unpredicted: request.prepared.unpredicted.map(UnpredictedReport.init)))
  }
}

/// `ghn_predict_pieces` of `ghn.h`.
@c(ghn_predict_pieces)
public func predictPieces(
  _ model: OpaquePointer?, _ architecture: OpaquePointer?, _ options: UnsafePointer<CChar>?,
  _ receive: PieceCallback?, _ context: UnsafeMutableRawPointer?, _ error: ErrorStrings?
) -> Int32 {
  let context = unsafe CallbackContext(context)
  return unsafe call(error) {
    guard let receive = unsafe receive else {
      throw CallFailure.argument("receive", expected: "a callback", found: "NULL")
    }
    let request = unsafe try RequestedPrediction(model, architecture, options)
    try withThreads(request.threads) { () throws(CallFailure) in
      try request.prepared.stream {
        (scalars, name, offset) throws(CallFailure) in
        // SAFETY: the pointers are valid during the call, as the header says.
        let answer = unsafe scalars.withUnsafeBufferPointer { scalars in
          unsafe name.withCString { name in
            unsafe receive(context.pointer, name, offset, scalars.baseAddress, scalars.count)
          }
        }
        guard answer == 0 else { throw .cancelled }
      }
    }
  }
}

/// `ghn_predict_file` of `ghn.h`.
@c(ghn_predict_file)
public func predictFile(
  _ model: OpaquePointer?, _ architecture: OpaquePointer?, _ path: UnsafePointer<CChar>?,
  _ options: UnsafePointer<CChar>?, _ progress: ProgressCallback?,
  _ context: UnsafeMutableRawPointer?, _ error: ErrorStrings?
) -> Int32 {
  let context = unsafe CallbackContext(context)
  return unsafe call(error) {
    let request = unsafe try RequestedPrediction(
      model, architecture, options, allowing: [.overwrite])
    let file = try ParameterFile(
      path: unsafe try text(path, "path"), of: request.network.source,
      as: request.network.architecture, overwriting: request.overwrites)
    let total = request.prepared.parameterCount
    let done = Mutex(0)
    try withThreads(request.threads) {
      try request.prepared.stream { (scalars, name, offset) in
        try file.write(scalars, of: name, at: offset)
        guard let progress = unsafe progress else { return }
        // One call at a time, and in the order of what is done.
        let answer = done.withLock { done in
          done += scalars.count
          // SAFETY: the context is the caller's own.
          return unsafe progress(context.pointer, done, total)
        }
        guard answer == 0 else { throw CallFailure.cancelled }
      }
    }
    try file.finish()
  }
}

/// `ghn_embed` of `ghn.h`.
@c(ghn_embed)
public func embed(
  _ model: OpaquePointer?, _ architectures: UnsafePointer<OpaquePointer?>?, _ count: Int,
  _ options: UnsafePointer<CChar>?, _ embeddings: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(embeddings, "embeddings")
    let ghn = unsafe try object(model, ModelBox.self, "model").model
    let options = unsafe try CallOptions(options, allowing: [.threads])
    guard let architectures = unsafe architectures, count > 0 else {
      throw CallFailure.argument("architectures", expected: "handles", found: "none")
    }
    var networks: [Architecture] = []
    for index in 0..<count {
      // SAFETY: the caller promises so many handles.
      networks.append(
        unsafe try object(
          architectures[index], ArchitectureBox.self, "architectures[\(index)]"
        ).architecture)
    }
    let rows = withThreads(try options.threadCount()) { ghn.meanEmbeddings(of: networks) }
    unsafe output.pointee = retained(TensorsBox(["embeddings": rows]))
  }
}

/// `ghn_initialize` of `ghn.h`.
@c(ghn_initialize)
public func initialize(
  _ model: OpaquePointer?, _ architecture: OpaquePointer?, _ options: UnsafePointer<CChar>?,
  _ tensors: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(tensors, "tensors")
    let network = unsafe try object(architecture, ArchitectureBox.self, "architecture").architecture
    let options = unsafe try CallOptions(options, allowing: [.initialization, .seed])
    let kind = try options.word(
      options.initialization, .initialization, default: NetworkInitialization.predicted)
    let ghn = unsafe try neededModel(model, for: kind)
    let found = try kind.parameters(of: network, from: ghn, seed: options.seed ?? 0)
    var parameters = NamedTensors()
    for parameter in network.parameters {
      if let tensor = found[parameter.name] { parameters[parameter.name] = tensor }
    }
    let unpredicted = try ghn.map { try $0.prepare(network).unpredicted } ?? []
    unsafe output.pointee = retained(
      TensorsBox(parameters, unpredicted: unpredicted.map(UnpredictedReport.init)))
  }
}

/// The hypernetwork of a handle, where an initialization needs one.
func neededModel(
  _ model: OpaquePointer?, for initialization: NetworkInitialization
) throws(CallFailure) -> GraphHyperNetwork? {
  guard initialization.isPredicted else { return nil }
  return unsafe try object(model, ModelBox.self, "model").model
}
