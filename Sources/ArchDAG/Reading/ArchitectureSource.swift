public import FileBytes

/// What describes an architecture, opened: a file, or bytes such as those of standard input.
///
/// ```swift
/// let source = try ArchitectureSource(path: "resnet50.onnx")
/// let architecture = try source.architecture()
/// ```
public struct ArchitectureSource: Sendable {
  /// What errors call the source: the file's path, say.
  public let name: String

  private let contents: Contents
  /// What the network of a genotype in bytes is called.
  private let networkName: String

  /// Where the bytes lie.
  private enum Contents: Sendable {
    case file(MappedFile)
    case bytes([UInt8])
  }

  /// Opens a file.
  ///
  /// - Throws: ``ArchitectureSourceError/file(_:)``.
  public init(path: String) throws(ArchitectureSourceError) {
    do {
      self.init(try MappedFile(path: path))
    } catch {
      throw .file(error)
    }
  }

  /// Takes a file that is open.
  public init(_ file: MappedFile) {
    name = file.path
    contents = .file(file)
    networkName = fileStem(of: file.path)
  }

  /// Takes bytes.
  ///
  /// - Parameters:
  ///   - bytes: an ONNX model, or a text.
  ///   - name: what errors call them.
  ///   - networkName: what the network of a genotype is called.
  public init(bytes: [UInt8], name: String, networkName: String = "architecture") {
    self.name = name
    self.networkName = networkName
    contents = .bytes(bytes)
  }

  /// Calls `body` with the bytes.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch contents {
    case .file(let file): try file.withBytes(body)
    // SAFETY: every byte of an array of bytes is initialized.
    case .bytes(let bytes): try body(unsafe bytes.span.bytes)
    }
  }

  /// Whether the bytes are an ONNX model, rather than a text.
  public var isONNX: Bool { withBytes { Architecture.isONNX($0) } }

  /// Reads the architecture.
  ///
  /// - Parameters:
  ///   - options: the wishes that shape the network of a genotype or cell.
  ///   - inputExtents: the extents that will be fed, for axes that an ONNX model leaves open.
  /// - Returns: the network.
  /// - Throws: ``ArchitectureSourceError/malformed(source:_:)``, which names the location in the bytes.
  public func architecture(
    _ options: GenotypeOptions = GenotypeOptions(), inputExtents: [Int?] = []
  ) throws(ArchitectureSourceError) -> Architecture {
    do {
      if isONNX, !inputExtents.isEmpty {
        return switch contents {
        case .file(let file): try Architecture(onnx: file, inputExtents: inputExtents)
        case .bytes(let bytes):
          try Architecture(onnx: bytes, name: networkName, inputExtents: inputExtents)
        }
      }
      return switch contents {
      case .file(let file): try Architecture(contentsOf: file, options: options)
      case .bytes(let bytes): try Architecture(bytes: bytes, name: networkName, options: options)
      }
    } catch {
      throw .malformed(source: name, error)
    }
  }

  /// Plans the same ONNX file with these parameters filled in.
  ///
  /// - Parameters:
  ///   - parameters: the names of the parameters whose numbers will be given.
  ///   - dataName: the name of the file of weights beside it, used if it cannot hold them.
  /// - Returns: the pieces of the files.
  /// - Throws: ``ArchitectureSourceError/malformed(source:_:)``, also where the bytes are no ONNX
  ///   model.
  public func filledModelPlan(
    with parameters: Set<String>, dataName: String
  ) throws(ArchitectureSourceError) -> FilledModelPlan {
    do {
      return switch contents {
      case .file(let file):
        try FilledModelPlan(filling: file, with: parameters, dataName: dataName)
      case .bytes(let bytes):
        try FilledModelPlan(filling: bytes, with: parameters, dataName: dataName)
      }
    } catch {
      throw .malformed(source: name, error)
    }
  }
}

extension ArchitectureList {
  /// Reads all architectures in the file at a path.
  ///
  /// - Throws: ``ArchitectureSourceError``.
  public init(
    path: String, options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureSourceError) {
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch {
      throw .file(error)
    }
    do {
      try self.init(contentsOf: file, options: options)
    } catch {
      throw .malformed(source: path, error)
    }
  }
}
