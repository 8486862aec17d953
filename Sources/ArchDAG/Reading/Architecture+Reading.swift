public import FileBytes
import FoundationEssentials

extension Architecture {
  /// Reads the architecture in a file of any kind.
  ///
  /// What the bytes are shows by themselves: an ONNX model, architecture JSON, a DeepNets-1M or
  /// DARTS genotype in JSON or as Python prints it, a NAS-Bench-101 cell, or the string or the six
  /// indices of a NAS-Bench-201 cell. docs/formats.md has an example of each.
  ///
  /// ```swift
  /// let architecture = try Architecture(contentsOf: try MappedFile(path: "resnet50.onnx"))
  /// ```
  ///
  /// - Parameters:
  ///   - file: the file; its name without extension becomes that of a genotype's network.
  ///   - options: the wishes that shape the network of a genotype or cell.
  /// - Throws: ``ArchitectureError``, which names the location in the file.
  public init(
    contentsOf file: MappedFile, options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureError) {
    try file.refuseForeignFormats()
    if file.isONNX {
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
  /// - Throws: ``ArchitectureError``, which names the location in the bytes.
  public init(
    bytes: [UInt8], name: String, options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureError) {
    // SAFETY: every byte of an array of bytes is initialized.
    try ForeignFormat.refuse(unsafe bytes.span.bytes)
    // SAFETY: as above.
    if ONNXSignature.matches(unsafe bytes.span.bytes) {
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
  /// - Throws: ``ArchitectureError``, which names the location in the file.
  public static func all(
    in file: MappedFile, options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureError) -> [Architecture] {
    let list = try ArchitectureList(contentsOf: file, options: options)
    var architectures: [Architecture] = []
    for index in 0..<list.count { architectures.append(try list.architecture(at: index)) }
    return architectures
  }

  /// Whether a word is itself the text of an architecture, and not the name of a file.
  ///
  /// It is, if it begins like JSON, like a cell or like a printed genotype, between quotes or not, or if
  /// it is a call with named arguments, perhaps assigned to a name.
  public static func isText(_ word: String) -> Bool {
    var text = word.drop { $0.isWhitespace }
    if text.first == "'" { text = text.dropFirst() }
    guard let first = text.first else { return false }
    return "|{[\"(".contains(first) || text.hasPrefix("Genotype(")
      || isCall(Array(text.utf8.prefix(256)))
  }

  /// Whether Python could print what begins so: `name(name=`, perhaps behind `name =`.
  private static func isCall(_ head: [UInt8]) -> Bool {
    var scanner = PythonScanner(head)
    guard scanner.nextName() != nil else { return false }
    if scanner.skip("=") { _ = scanner.nextName() }
    return scanner.skip("(") && scanner.nextName() != nil && scanner.skip("=")
  }

  /// What a text says that stands between quotes, as JSON or Python writes it; `nil` for any other.
  public static func quotedText(_ text: String) -> String? {
    guard text.hasPrefix("\"") || text.hasPrefix("'"),
      let json = try? PythonLiteral.json(Array(text.utf8))
    else { return nil }
    return try? JSONDecoder().decode(String.self, from: Data(json))
  }

  /// Whether bytes are an ONNX model, rather than a text.
  public static func isONNX(_ bytes: RawSpan) -> Bool {
    ONNXSignature.matches(bytes)
  }

  private static func only(
    in bytes: [UInt8], name: String, _ options: GenotypeOptions
  ) throws(ArchitectureError) -> Architecture {
    let found = try ArchitectureDescriptions(bytes: bytes)
    guard found.count == 1 else {
      throw .list(location: "text", count: found.count)
    }
    return try found.description(at: 0).architecture(options, name: name)
  }
}

extension MappedFile {
  /// Whether the file is an ONNX model, rather than a text.
  var isONNX: Bool { withBytes { ONNXSignature.matches($0) } }

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
/// Some tags are printable characters, such as `"`, `(`, `2`, `:` and `B`; a file that begins with
/// one of them is a model only if its first bytes are no text.
///
/// Source: ONNX, `onnx.proto`, message `ModelProto`; Protocol Buffers, encoding.
enum ONNXSignature {
  /// Lengths and small numbers, which no text holds, stand among the first bytes of every model.
  private static let headLength = 256

  static func matches(_ bytes: RawSpan) -> Bool {
    guard !bytes.isEmpty else { return false }
    let tag = bytes.byte(at: 0)
    let isTag =
      switch (tag >> 3, tag & 7) {
      // ir_version and model_version are numbers.
      case (1, 0), (5, 0): true
      // Producer, its version, domain, documentation, graph, operator sets.
      case (2, 2), (3, 2), (4, 2), (6, 2), (7, 2), (8, 2): true
      default: false
      }
    let head = 0..<min(headLength, bytes.byteCount)
    return isTag && !head.allSatisfy { isText(bytes.byte(at: $0)) }
  }

  private static func isText(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7f || (0x09...0x0d).contains(byte)
  }
}
