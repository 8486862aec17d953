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

  /// Reads the architecture.
  func architecture(_ options: GenotypeOptions) throws(CommandFailure) -> Architecture {
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
