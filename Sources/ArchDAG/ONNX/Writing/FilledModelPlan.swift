public import FileBytes
public import Tensors

/// The bytes of an ONNX file with its weights filled in, before the weights are there.
///
/// The plan is a list of pieces, each with a length that is known, so that a writer can lay out all
/// of them without holding the network in memory. Weights that the source lists among the graph's
/// inputs, or keeps in another file, or holds itself, become raw data of initializers under their
/// own names; so do other arrays that it keeps in files beside it, with the numbers that they have
/// there. Everything else is copied.
public struct FilledModelPlan: Hashable, Sendable {
  /// A piece of a file.
  public enum Segment: Hashable, Sendable {
    /// These bytes.
    case bytes([UInt8])
    /// A part of the source file.
    case source(Range<Int>)
    /// A part of a file beside the source, by its path.
    case beside(path: String, Range<Int>)
    /// The numbers of a parameter, little-endian, in the layout and format of the source file.
    case parameter(name: String, shape: Shape, format: RealFormat)

    /// How many bytes the piece has.
    public var byteCount: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .source(let range), .beside(_, let range): range.count
      case .parameter(_, let shape, let format): shape.count * format.width
      }
    }
  }

  /// The pieces of the ONNX file, in order.
  public let model: [Segment]

  /// The pieces of the file of weights beside it, in order; none where the ONNX file holds them.
  public let data: [Segment]

  /// Arrays that neither the source nor a file beside it holds, and that are not filled in either.
  ///
  /// They stay what they were: inputs of the graph, or references to another file.
  public let unfilled: [String]

  /// Longer ONNX files are no protobuf messages.
  public static let inlineLimit = Int(Int32.max)

  /// Plans the file.
  ///
  /// Running means that the source does not hold become 0, and running variances 1. Weights that
  /// become initializers are no longer inputs of the graph, from IR version 4 on, which allows it.
  ///
  /// - Parameters:
  ///   - file: the source.
  ///   - filled: the names of the parameters whose numbers will be given.
  ///   - dataName: the name of the file of weights, used if the ONNX file became too long.
  ///   - inlineLimit: up to how many bytes the ONNX file holds the weights itself.
  /// - Throws: ``ArchitectureError``; ``ArchitectureError/unsupported(location:feature:)`` for a
  ///   parameter to fill in that is not in floating point of 16, 32 or 64 bits.
  ///
  /// Source: ONNX, `onnx.proto`, messages `ModelProto`, `GraphProto` and `TensorProto`.
  public init(
    filling file: MappedFile, with filled: Set<String>, dataName: String,
    inlineLimit: Int = Self.inlineLimit
  ) throws(ArchitectureError) {
    self = try file.withBytes { bytes throws(ArchitectureError) in
      try FilledModelPlan(
        bytes, beside: file.path, filled: filled, dataName: dataName, inlineLimit: inlineLimit)
    }
  }

  /// Plans the file from a source in memory, as above.
  ///
  /// - Throws: ``ArchitectureError``.
  public init(
    filling bytes: [UInt8], with filled: Set<String>, dataName: String,
    inlineLimit: Int = Self.inlineLimit
  ) throws(ArchitectureError) {
    // SAFETY: every byte of an array of bytes is initialized.
    try self.init(
      unsafe bytes.span.bytes, beside: nil, filled: filled, dataName: dataName,
      inlineLimit: inlineLimit)
  }

  private init(
    _ bytes: RawSpan, beside path: String?, filled: Set<String>, dataName: String,
    inlineLimit: Int
  ) throws(ArchitectureError) {
    let fillings = try ONNXGraph.reading(bytes, beside: path) {
      graph, _ throws(ArchitectureError) in
      try ParameterFillings(graph, filled: filled, beside: path)
    }
    var writer = FilledModelWriter(fillings: fillings, dataName: nil)
    var model = try writer.model(bytes)
    if model.reduce(0, { $0 + $1.byteCount }) > inlineLimit {
      writer = FilledModelWriter(fillings: fillings, dataName: dataName)
      model = try writer.model(bytes)
    }
    self.model = model
    data = writer.data
    unfilled = fillings.unfilled
  }
}
