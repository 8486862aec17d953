public import FileBytes

extension Architecture {
  /// Reads the architecture in a file of any kind.
  ///
  /// What the bytes are shows by themselves: an ONNX model, architecture JSON, a DeepNets-1M or
  /// DARTS genotype in JSON, a NAS-Bench-101 cell in JSON, or the string of a NAS-Bench-201 cell.
  ///
  /// ```swift
  /// let architecture = try Architecture(contentsOf: try MappedFile(path: "resnet50.onnx"))
  /// ```
  ///
  /// - Parameters:
  ///   - file: the file; its name without extension becomes that of a genotype's network.
  ///   - options: the wishes that shape the network of a genotype or cell.
  /// - Throws: ``ArchitectureError``, which names the place in the file.
  public init(
    contentsOf file: MappedFile, options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureError) {
    try file.refuseForeignFormats()
    if ONNXSignature.matches(file.firstByte) {
      try self.init(onnx: file)
    } else {
      self = try Self.only(in: try file.text(), name: fileStem(of: file.path), options)
    }
  }

  /// Reads the architecture in bytes of any kind, such as those of standard input.
  ///
  /// - Parameters:
  ///   - bytes: an ONNX model, or a text, as for a file.
  ///   - name: what the network of a genotype is to be called.
  ///   - options: the wishes that shape the network of a genotype or cell.
  /// - Throws: ``ArchitectureError``, which names the place in the bytes.
  public init(
    bytes: [UInt8], name: String, options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureError) {
    // SAFETY: every byte of an array of bytes is initialized.
    try ForeignFormat.refuse(unsafe bytes.span.bytes)
    if ONNXSignature.matches(bytes.first) {
      try self.init(onnx: bytes, name: name)
    } else {
      self = try Self.only(in: bytes, name: name, options)
    }
  }

  /// Reads all architectures in a file: those of a list in JSON, or the one of any other kind.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - options: the wishes that shape the networks of genotypes and cells.
  /// - Returns: the architectures in their order; those of a list are called `stem[0]` and so on.
  /// - Throws: ``ArchitectureError``, which names the place in the file.
  public static func all(
    in file: MappedFile, options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureError) -> [Architecture] {
    let list = try ArchitectureList(contentsOf: file, options: options)
    var architectures: [Architecture] = []
    for index in 0..<list.count { architectures.append(try list.architecture(at: index)) }
    return architectures
  }

  /// Whether a word is itself the text of an architecture, and not the name of a file.
  public static func isText(_ word: String) -> Bool {
    word.first { !$0.isWhitespace }.map { "|{[".contains($0) } ?? false
  }

  /// Whether bytes are an ONNX model, rather than a text.
  public static func isONNX(_ bytes: RawSpan) -> Bool {
    ONNXSignature.matches(bytes.isEmpty ? nil : bytes.byte(at: 0))
  }

  private static func only(
    in bytes: [UInt8], name: String, _ options: GenotypeOptions
  ) throws(ArchitectureError) -> Architecture {
    let found = try ArchitectureDescriptions(try ArchitectureText(bytes)).descriptions
    guard found.count == 1 else {
      throw .malformed(
        location: "text", expected: "one architecture", found: "a list of \(found.count)")
    }
    return try found[0].architecture(options, name: name)
  }
}

extension MappedFile {
  var firstByte: UInt8? {
    withBytes { bytes in bytes.byteCount > 0 ? bytes.byte(at: 0) : nil }
  }

  func refuseForeignFormats() throws(ArchitectureError) {
    try withBytes { bytes throws(ArchitectureError) in try ForeignFormat.refuse(bytes) }
  }

  /// All bytes, if they are not too many for a text.
  func text() throws(ArchitectureError) -> [UInt8] {
    try Bounds.check(count, in: 0...ArchitectureText.lengthLimit, "bytes of text")
    return withBytes { bytes in (0..<bytes.byteCount).map { bytes.byte(at: $0) } }
  }
}

/// What tells an ONNX model from text: the first byte is the tag of a field of `ModelProto`.
///
/// No text begins so: the tags that are printable characters belong to no field of a model.
///
/// Source: ONNX, `onnx.proto`, message `ModelProto`; Protocol Buffers, encoding.
enum ONNXSignature {
  static func matches(_ firstByte: UInt8?) -> Bool {
    guard let tag = firstByte else { return false }
    return switch (tag >> 3, tag & 7) {
    // ir_version and model_version are numbers.
    case (1, 0), (5, 0): true
    // Producer, its version, domain, documentation, graph, operator sets.
    case (2, 2), (3, 2), (4, 2), (6, 2), (7, 2), (8, 2): true
    default: false
    }
  }
}
