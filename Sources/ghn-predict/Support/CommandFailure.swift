import ArchDAG
import FileBytes
import GHN
import ParameterFiles
import TensorFiles

/// Why the command ends without having done its work, in words for people.
struct CommandFailure: Error {
  /// How the process ends, by the conventions of `sysexits.h`.
  enum Status: Int32 {
    case incomplete = 1
    case wrongUsage = 64
    case malformedInput = 65
    case unreadableInput = 66
    case unwritableOutput = 73
  }

  let status: Status
  /// One line: the file, the place in it, what was expected and what was found.
  let message: String
  /// What the user can do about it, where that is known.
  var wayOut: String?

  /// What standard error shows.
  func lines(colored: Bool) -> String {
    // A name in a file may be as long as the file.
    let limit = 1000
    let line = printable(String(message.prefix(limit))) + (message.count > limit ? "…" : "")
    let head = colored ? "\u{1B}[1;31merror:\u{1B}[0m" : "error:"
    return "\(head) \(line)\n" + (wayOut.map { "  \($0)\n" } ?? "")
  }
}

extension CommandFailure {
  /// A file system's refusal.
  init(_ error: FileError) {
    self.init(status: .unreadableInput, message: "\(error)")
    switch error {
    case .unreadable, .notARegularFile: return
    case .unwritable, .tooManyOpenFiles, .tooFewDescriptors:
      self = .init(status: .unwritableOutput, message: message)
    case .exists:
      self = .init(
        status: .unwritableOutput, message: message, wayOut: "use --force to overwrite it")
    }
  }

  /// What is wrong with an architecture that came from `source`.
  init(_ error: ArchitectureError, in source: String) {
    self.init(
      status: .malformedInput, message: "\(source): \(error)", wayOut: error.wayOut)
  }

  /// Why no architecture can be read.
  init(_ error: ArchitectureSourceError) {
    switch error {
    case .file(let error): self.init(error)
    case .malformed(let source, let error): self.init(error, in: source)
    }
  }

  /// Why the parameters of a network cannot be written.
  init(_ error: ParameterFileError) {
    switch error {
    case .writing(let error): self.init(writing: error)
    case .architecture(let error): self.init(error)
    case .noPlace: self.init(status: .malformedInput, message: "\(error)")
    case .unknownFormat: self.init(status: .wrongUsage, message: "\(error)")
    case .notONNX:
      self.init(
        status: .wrongUsage, message: "\(error)",
        wayOut: "write to a .safetensors or .npz file")
    }
  }

  /// Why no parameters can be made for the architecture that came from `source`.
  init(_ error: DecodingError, in source: String) {
    self.init(status: .malformedInput, message: "\(source): \(error)")
    switch error {
    case .tooManyMessages: wayOut = "name a GHN with --ghn in which fewer nodes exchange messages"
    case .tooManyPlaces: wayOut = "name a GHN with --ghn that was trained without --eigenvectors"
    case .unsupportedRank, .unsupportedTokenCount, .kernelTooLarge: return
    }
  }

  /// What is wrong with a checkpoint.
  init(reading error: TensorFileError) {
    if case .file(let error) = error {
      self.init(error)
    } else {
      self.init(status: .malformedInput, message: "\(error)")
    }
  }

  /// What is wrong with a GHN's file.
  init(_ error: CheckpointError) {
    if case .file(let error) = error {
      self.init(reading: error)
    } else {
      self.init(status: .malformedInput, message: "\(error)")
    }
  }

  /// Why a weight file could not be written.
  init(writing error: TensorFileError) {
    self.init(reading: error)
    self = .init(status: .unwritableOutput, message: message, wayOut: wayOut)
  }
}
