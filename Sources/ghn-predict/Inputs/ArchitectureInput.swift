import ArchDAG
import FileBytes
import FoundationEssentials

/// Where an architecture comes from, as the user's word says: a file, standard input, or the word
/// itself.
enum ArchitectureInput {
  case file(path: String)
  case standardInput
  case text(String)

  /// Reads a word of the command line.
  ///
  /// A word that begins like JSON or like a NAS-Bench-201 cell is one, unless a file has this name.
  init(_ word: String) {
    if word == "-" {
      self = .standardInput
    } else if Architecture.isText(word) && !FileManager.default.fileExists(atPath: word) {
      self = .text(word)
    } else {
      self = .file(path: word)
    }
  }

  /// What reports call the architecture: the file's name without its folder, or the string of a cell.
  var title: String {
    switch self {
    case .file(let path): path.split(separator: "/").last.map(String.init) ?? path
    case .standardInput: "-"
    // JSON describes more than a name could.
    case .text(let text): text.hasPrefix("|") ? text : stem
    }
  }

  /// What the network is called where its description gives no name, and its weight file too.
  var stem: String {
    guard case .file = self else { return "architecture" }
    return fileStem(of: title)
  }

  /// What errors call the source that the architecture comes from.
  var source: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    case .text: "the text on the command line"
    }
  }

  /// Opens the file, or collects the bytes.
  ///
  /// - Throws: `ArchitectureSourceError`.
  func open() throws(ArchitectureSourceError) -> ArchitectureSource {
    do throws(FileError) {
      return switch self {
      case .file(let path): ArchitectureSource(try MappedFile(path: path))
      case .standardInput:
        ArchitectureSource(
          bytes: try StandardInput.bytes(atMost: 2 << 30), name: source, networkName: stem)
      case .text(let text):
        ArchitectureSource(bytes: Array(text.utf8), name: source, networkName: stem)
      }
    } catch {
      throw .file(error)
    }
  }

  /// Opens the file of a list, or collects the bytes of one.
  ///
  /// - Throws: `FileError`.
  func listFile() throws(FileError) -> MappedFile {
    switch self {
    case .file(let path): try MappedFile(path: path)
    case .text(let text): try MappedFile(bytes: Array(text.utf8), path: source)
    case .standardInput:
      try MappedFile(bytes: try StandardInput.bytes(atMost: 2 << 30), path: source)
    }
  }

  /// Reads the list in a file.
  ///
  /// - Throws: `ArchitectureSourceError`.
  func list(_ options: GenotypeOptions) throws(ArchitectureSourceError) -> ArchitectureList {
    let file: MappedFile
    do { file = try listFile() } catch { throw .file(error) }
    do {
      return try ArchitectureList(contentsOf: file, options: options)
    } catch {
      throw .malformed(source: source, error)
    }
  }
}
