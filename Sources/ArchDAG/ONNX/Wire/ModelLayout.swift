/// Where the parts of an ONNX model lie in its file.
///
/// Only the outer messages are walked; the weights of a model of many gigabytes are never touched.
///
/// Source: ONNX, `onnx.proto`, messages `ModelProto` and `GraphProto`.
struct ModelLayout {
  /// The version of each imported operator set, by domain; "" is ONNX's own.
  private(set) var operatorSets: [String: Int] = [:]
  /// The program that wrote the file, and its version.
  private(set) var producer = ""
  private(set) var producerVersion = ""
  private(set) var graph: Range<Int>?
  private(set) var nodes: [Range<Int>] = []
  private(set) var initializers: [TensorRecord] = []
  private(set) var inputs: [Range<Int>] = []
  private(set) var outputs: [Range<Int>] = []
  private(set) var valueInfos: [Range<Int>] = []
  /// The operators that the file defines itself.
  private(set) var functions: [FunctionLayout] = []

  /// More operations than any network has.
  static let nodeLimit = 10_000_000

  /// Walks a whole file.
  ///
  /// - Throws: ``ArchitectureError``.
  init(_ bytes: RawSpan) throws(ArchitectureError) {
    guard bytes.byteCount > 0 else {
      throw .malformed(location: "ONNX file", expected: "a model", found: "an empty file")
    }
    var cursor = WireCursor(0..<bytes.byteCount)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 2: producer = try bytes.text(field.message())
      case 3: producerVersion = try bytes.text(field.message())
      case 7:
        guard graph == nil else {
          throw .malformed(location: "ONNX file", expected: "one graph", found: "a second one")
        }
        graph = try field.message()
      case 8: try readOperatorSet(field.message(), in: bytes)
      case 25: functions.append(try FunctionLayout(field.message(), in: bytes))
      default: break
      }
    }
    guard let graph else {
      throw .malformed(location: "ONNX file", expected: "a graph", found: "none")
    }
    try readGraph(graph, in: bytes)
  }

  /// Notes that the numbers of an initializer lie among the bytes now.
  mutating func hold(arrayAt index: Int, in range: Range<Int>) {
    initializers[index].payload = .raw(range)
    initializers[index].isExternal = false
  }

  private mutating func readOperatorSet(
    _ range: Range<Int>, in bytes: RawSpan
  ) throws(ArchitectureError) {
    var domain = ""
    var version = 1
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: domain = try bytes.text(field.message())
      case 2: version = try field.integer()
      default: break
      }
    }
    operatorSets[domain == "ai.onnx" ? "" : domain] = version
  }

  private mutating func readGraph(
    _ range: Range<Int>, in bytes: RawSpan
  ) throws(ArchitectureError) {
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: nodes.append(try field.message())
      case 5: initializers.append(try TensorRecord(field.message(), in: bytes))
      case 11: inputs.append(try field.message())
      case 12: outputs.append(try field.message())
      case 13: valueInfos.append(try field.message())
      case 15: initializers.append(try TensorRecord(sparse: field.message(), in: bytes))
      default: break
      }
      let count = max(nodes.count, initializers.count, inputs.count, valueInfos.count)
      guard count <= Self.nodeLimit else {
        throw .tooLarge(
          location: "graph", limit: "\(Self.nodeLimit) nodes and as many tensors",
          found: "more")
      }
    }
  }
}
