import ArchDAG
import FileBytes
import ImageData

/// The files that a command line names, each with its option, so that no output destroys another or
/// what the command reads.
///
/// A file that is replaced may be read as well, for whoever reads it keeps the old one. One that grows
/// line by line is emptied, or added to, where it stands: it may be no input.
struct NamedFiles {
  private enum Use {
    case read, replaced, grown
  }

  private struct File {
    let path: String
    let option: String
    let use: Use
  }

  private var files: [File] = []

  /// Notes an input, if there is one.
  mutating func read(_ path: String?, as option: String) { note(path, option, .read) }

  /// Notes a data set, by the word that names it.
  mutating func read(data word: String?, as option: String = "--data") {
    note(word == "fashion-mnist" ? ImageDataset.fashionMNISTFolder : word, option, .read)
  }

  /// Notes an output that appears when it is complete, if there is one.
  mutating func replace(_ path: String?, as option: String) { note(path, option, .replaced) }

  /// Notes an output that grows line by line, if there is one.
  mutating func grow(_ path: String?, as option: String) { note(path, option, .grown) }

  private mutating func note(_ path: String?, _ option: String, _ use: Use) {
    if let path { files.append(File(path: path, option: option, use: use)) }
  }

  /// Refuses outputs that are one file, or that are an input.
  ///
  /// To be called before any output is opened.
  ///
  /// - Throws: ``CommandFailure`` with both options.
  func check() throws(CommandFailure) {
    for (index, output) in files.enumerated() where output.use != .read {
      for (otherIndex, other) in files.enumerated() where otherIndex != index {
        guard Self.collide(output, other) else { continue }
        throw CommandFailure(
          status: .wrongUsage,
          message: "\(output.path): expected a file of its own for \(output.option), found that of "
            + other.option,
          suggestion: "name another file with \(output.option)")
      }
    }
  }

  private static func collide(_ output: File, _ other: File) -> Bool {
    guard other.use == .read else { return leadToOneFile(output.path, other.path) }
    guard output.use == .grown else { return false }
    return leadToOneFile(output.path, other.path)
      || isFolder(other.path) && isFile(output.path, ofDataIn: other.path)
      || isFile(output.path, ofArraysBeside: other.path)
  }

  /// Whether arrays of an ONNX file lie in a file.
  private static func isFile(_ path: String, ofArraysBeside network: String) -> Bool {
    guard (try? MappedFile(path: path).count) ?? 0 > 0,
      let source = try? ArchitectureSource(path: network)
    else { return false }
    return source.externalPaths.contains { leadToOneFile(path, $0) }
  }

  /// Whether a file belongs to the data in a folder: one that lies there and holds something else than
  /// lines of JSON, which outputs that grow consist of.
  private static func isFile(_ path: String, ofDataIn folder: String) -> Bool {
    guard let file = try? MappedFile(path: path), file.count > 0,
      file.bytes(in: 0..<1, atMost: 1) != [UInt8(ascii: "{")]
    else { return false }
    let root = canonicalPath(folder)
    if canonicalPath(path).hasPrefix(root == "/" ? root : root + "/") { return true }
    // By a hard link a file lies in two folders.
    let names = (try? visibleNames(inFolder: folder)) ?? []
    return names.contains { leadToOneFile(path, "\(folder)/\($0)") }
  }
}
