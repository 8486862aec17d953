import ArchDAG
import FileBytes

/// What describes an architecture, opened.
struct ArchitectureSource {
  /// Where the bytes lie.
  enum Contents {
    case file(MappedFile)
    case bytes([UInt8])
  }

  let input: ArchitectureInput
  let contents: Contents

  /// Calls `body` with the bytes.
  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch contents {
    case .file(let file): try file.withBytes(body)
    // SAFETY: every byte of an array of bytes is initialized.
    case .bytes(let bytes): try body(unsafe bytes.span.bytes)
    }
  }

  /// Whether the bytes are an ONNX model, rather than a text.
  var isONNX: Bool { withBytes { Architecture.isONNX($0) } }

  /// Reads the architecture; the options are for genotypes and cells only.
  func architecture(_ options: GenotypeOptions) throws(CommandFailure) -> Architecture {
    if isONNX && options != GenotypeOptions() {
      throw CommandFailure(
        status: .wrongUsage,
        message: "\(input.source): expected a genotype or cell for its options, found an ONNX file",
        wayOut: "leave out --channels, --cells, --classes and --input-size")
    }
    do {
      return switch contents {
      case .file(let file): try Architecture(contentsOf: file, options: options)
      case .bytes(let bytes): try Architecture(bytes: bytes, name: input.stem, options: options)
      }
    } catch {
      throw CommandFailure(error, in: input.source)
    }
  }

  /// Plans the same ONNX file with these parameters filled in; `dataName` is that of the file
  /// beside it, for weights that it cannot hold.
  func filledModelPlan(
    with parameters: Set<String>, dataName: String
  ) throws(CommandFailure) -> FilledModelPlan {
    guard isONNX else {
      throw CommandFailure(
        status: .wrongUsage,
        message: "\(input.source): expected an ONNX file to fill in, found another architecture",
        wayOut: "write to a .safetensors or .npz file")
    }
    do {
      return switch contents {
      case .file(let file):
        try FilledModelPlan(filling: file, with: parameters, dataName: dataName)
      case .bytes(let bytes):
        try FilledModelPlan(filling: bytes, with: parameters, dataName: dataName)
      }
    } catch {
      throw CommandFailure(error, in: input.source)
    }
  }
}
