import ArchDAG
import FileBytes
import GHN
import ImageData
import ParameterFiles
import TensorFiles

extension FileError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .unreadable, .notARegularFile: .unreadableInput
    case .tooManyOpenFiles, .tooFewDescriptors, .unwritable, .exists, .inUse: .unwritableOutput
    }
  }

  var suggestion: String? {
    switch self {
    case .exists: "use --force to overwrite it"
    case .inUse: "wait for it to end, or name another file"
    case .unreadable, .notARegularFile, .tooManyOpenFiles, .tooFewDescriptors, .unwritable: nil
    }
  }
}

extension ArchitectureSourceError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .file(let error): error.status
    case .malformed: .malformedInput
    }
  }

  var suggestion: String? {
    switch self {
    case .file(let error): error.suggestion
    case .malformed(_, .list):
      "name one of them, or give the list to 'rank', or as --architectures to 'evaluate', "
        + "'fine-tune' or 'train'"
    case .malformed(_, let error): error.suggestion
    }
  }
}

/// Such an error comes by itself only from writing; those of reading are others' part.
extension TensorFileError: ReportedError {
  var status: CommandFailure.Status { .unwritableOutput }

  var suggestion: String? {
    guard case .file(let error) = self else { return nil }
    return error.suggestion
  }

  /// What the user can do about it where a file was to be read.
  var suggestionOfReading: String? {
    switch self {
    case .pickle(let file, _, .forbiddenGlobal):
      "if you trust the file, save its numbers alone in Python: torch.save(m.state_dict(), "
        + "'weights.pt'), where m is torch.load('\(file)', weights_only=False) or the module in it"
    case .torch(let file, .program):
      "if you trust the file, save its numbers alone in Python: torch.save("
        + "torch.jit.load('\(file)').state_dict(), 'weights.pt')"
    case .torch(let file, .notATensor(_, let found))
    where found.contains("Storage") || found.contains("_rebuild_"):
      "save plain numbers in Python: torch.save({k: v.to_dense().float() for k, v in "
        + "torch.load('\(file)').items()}, 'weights.pt'), where load's answer is the dictionary"
    case .torch(_, .numPyArrays):
      "write the numbers to a .safetensors file, which 'predict' does too"
    default: suggestion
    }
  }

  /// How the process ends where a file was to be read.
  var statusOfReading: CommandFailure.Status {
    guard case .file(let error) = self else { return .malformedInput }
    return error.status
  }
}

extension CheckpointError: ReportedError {
  var status: CommandFailure.Status {
    guard case .file(let error) = self else { return .malformedInput }
    return error.statusOfReading
  }

  var suggestion: String? {
    guard case .file(let error) = self else { return nil }
    return error.suggestionOfReading
  }
}

extension ParameterFileError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .writing(let error): error.status
    case .reading(let error): error.statusOfReading
    case .architecture(let error): error.status
    case .noArray, .noTensor, .otherShape, .noStatistics: .malformedInput
    case .unknownFormat, .notONNX: .wrongUsage
    }
  }

  var suggestion: String? {
    switch self {
    case .writing(let error): error.suggestion
    case .reading(let error): error.suggestionOfReading
    case .architecture(let error): error.suggestion
    case .notONNX: "write to a .safetensors or .npz file"
    case .noStatistics: "leave out --running-statistics to take those of each batch"
    case .noTensor(_, _, _, let nearest): nearest?.suggestion
    case .noArray:
      "an array inside a branch or a function of the file is not filled in: name an output that ends in "
        + ".safetensors or .npz"
    case .otherShape, .unknownFormat: nil
    }
  }
}

extension NearestNames {
  /// What the user can do about names under another submodule.
  fileprivate var suggestion: String {
    let found = "\(count) of the network's \(wantedCount) parameters stand there "
    if inNetwork.isEmpty {
      return found + "behind '\(inFile)': save the state_dict of that module alone"
    }
    if inFile.isEmpty {
      return found
        + "without '\(inNetwork)': save the state_dict of the whole module, or export that one alone"
    }
    return found + "behind '\(inFile)' and not '\(inNetwork)': rename them in the file"
  }
}

extension DataError: ReportedError {
  var status: CommandFailure.Status {
    switch self {
    case .file(let error): error.status
    case .missing: .unreadableInput
    case .malformed, .tooLarge: .malformedInput
    }
  }
}
