import ArchDAG
import ArchitectureSearch
import GHN
import Tensors

/// `ghn_architecture_open` of `ghn.h`.
@c(ghn_architecture_open)
public func openArchitecture(
  _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<CChar>?,
  _ architecture: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(architecture, "architecture")
    let options = unsafe try CallOptions(options, allowing: CallOptions.shape)
    let source = try ArchitectureSource(path: unsafe try text(path, "path"))
    unsafe output.pointee = retained(try box(source, options))
  }
}

/// `ghn_architecture_read` of `ghn.h`.
@c(ghn_architecture_read)
public func readArchitecture(
  _ bytes: UnsafeRawPointer?, _ count: Int, _ options: UnsafePointer<CChar>?,
  _ architecture: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(architecture, "architecture")
    let options = unsafe try CallOptions(options, allowing: CallOptions.shape)
    guard let bytes = unsafe bytes, count > 0 else {
      throw CallFailure.argument("bytes", expected: "an architecture", found: "nothing")
    }
    // SAFETY: the caller promises so many bytes.
    let copy = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    unsafe output.pointee = retained(
      try box(ArchitectureSource(bytes: copy, name: "the given bytes"), options))
  }
}

private func box(
  _ source: ArchitectureSource, _ options: CallOptions
) throws -> ArchitectureBox {
  let wishes = try options.genotypeOptions()
  guard !source.isONNX || wishes == GenotypeOptions() else {
    throw CallFailure.argument(
      "options", expected: "a genotype or cell for channels, cells, classes and input_size",
      found: "an ONNX file")
  }
  return ArchitectureBox(try source.architecture(wishes), source: source)
}

/// `ghn_architecture_free` of `ghn.h`.
@c(ghn_architecture_free)
public func freeArchitecture(_ architecture: UnsafeMutablePointer<OpaquePointer?>?) {
  unsafe release(architecture, ArchitectureBox.self)
}

/// `ghn_architecture_describe` of `ghn.h`.
@c(ghn_architecture_describe)
public func describeArchitecture(
  _ architecture: OpaquePointer?, _ model: OpaquePointer?,
  _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(json, "json")
    let network = unsafe try object(architecture, ArchitectureBox.self, "architecture").architecture
    let ghn = unsafe try model.map { unsafe try object($0, ModelBox.self, "model").model }
    let graph = ArchitectureGraph(network)
    let unpredicted = try ghn.map { try $0.prepare(network).unpredicted } ?? graph.unpredicted
    let description = ArchitectureReport(
      name: network.name, nodes: graph.nodes.count, edges: graph.edges.count,
      parameters: network.trainableParameterCount, flops: network.operationCount,
      tensors: network.parameters.map {
        .init(name: $0.name, shape: $0.shape.extents, trainable: $0.isTrainable)
      },
      buffers: network.buffers.filter { $0.initialValue != .unread }.map { .init($0) },
      classifier: graph.nodes.flatMap(\.parameters)
        .filter { $0.role == .classifierWeight || $0.role == .classifierBias }.map(\.name),
      unpredicted: unpredicted.map(UnpredictedReport.init))
    unsafe output.pointee = copied(CInterface.json(description))
  }
}

private struct ArchitectureReport: Encodable {
  struct Entry: Encodable {
    let name: String
    let shape: [Int]
    let trainable: Bool
  }

  /// What PyTorch's `load_state_dict(strict=True)` asks for beside the parameters.
  struct Buffer: Encodable {
    let name: String
    let shape: [Int]
    /// The numbers: one for all elements, or one each.
    let values: [Double]
    let integer: Bool

    init(_ buffer: Architecture.Buffer) {
      name = buffer.name
      shape = buffer.shape.extents
      switch buffer.initialValue {
      case .real(let number): (values, integer) = ([Double(number)], false)
      case .integer(let number): (values, integer) = ([Double(number)], true)
      case .reals(let numbers): (values, integer) = (numbers.map(Double.init), false)
      case .integers(let numbers): (values, integer) = (numbers.map(Double.init), true)
      case .unread: (values, integer) = ([], false)
      }
    }
  }

  let name: String
  let nodes: Int
  let edges: Int
  let parameters: Int
  let flops: Double
  let tensors: [Entry]
  let buffers: [Buffer]
  let classifier: [String]
  let unpredicted: [UnpredictedReport]
}

/// A parameter that no hypernetwork predicts.
struct UnpredictedReport: Encodable {
  let name: String
  let reason: String

  init(_ parameter: UnpredictedParameter) {
    name = parameter.name
    reason = "\(parameter.reason)"
  }
}
