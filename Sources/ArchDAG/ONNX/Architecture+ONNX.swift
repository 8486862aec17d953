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
  /// Source: ONNX, operator sets 7 to 24 of the domain `ai.onnx`.
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
    let layout = try ModelLayout(bytes)
    var translation = Translation(try ONNXGraph(layout, in: bytes))
    try translation.defineSources(in: bytes)
    try translation.run()
    translation.fuse()
    self = try translation.architecture(name: name)
  }
}
