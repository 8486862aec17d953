public import FileBytes

extension Architecture {
  /// The network in an ONNX file; its weights stay unread.
  ///
  /// What depends on no input and no parameter, such as the computation of a shape, is folded
  /// away. A product with a learned matrix, and the addition of a learned vector to it, is a
  /// linear layer, however the exporter wrote it. Operations that no output needs are dropped;
  /// parameters are listed even then. The network is called what the file is, without extension.
  ///
  /// - Throws: ``ArchitectureError``.
  ///
  /// Source: ONNX, operator sets 1 to 28 of the domain `ai.onnx`; docs/operators.md has a table.
  public init(onnx file: MappedFile) throws(ArchitectureError) {
    self = try file.withBytes { bytes throws(ArchitectureError) in
      try Architecture(onnx: bytes, name: fileStem(of: file.path))
    }
  }

  /// The network in the bytes of an ONNX file, as above.
  ///
  /// - Throws: ``ArchitectureError``.
  public init(onnx bytes: [UInt8], name: String) throws(ArchitectureError) {
    // SAFETY: every byte of an array of bytes is initialized.
    try self.init(onnx: unsafe bytes.span.bytes, name: name)
  }

  private init(onnx bytes: RawSpan, name: String) throws(ArchitectureError) {
    self = try Self.asWritten(onnx: bytes, name: name).fused()
  }

  /// The network as the nodes of an ONNX file say it, nothing joined.
  ///
  /// - Throws: ``ArchitectureError``.
  package static func asWritten(
    onnx bytes: [UInt8], name: String
  ) throws(ArchitectureError) -> Architecture {
    // SAFETY: every byte of an array of bytes is initialized.
    try asWritten(onnx: unsafe bytes.span.bytes, name: name)
  }

  private static func asWritten(
    onnx bytes: RawSpan, name: String
  ) throws(ArchitectureError) -> Architecture {
    let layout = try ModelLayout(bytes)
    let graph = try ONNXGraph(layout, in: bytes)
    return try GraphTranslation.architecture(graph, in: bytes, name: name)
  }
}
