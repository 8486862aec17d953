import FileBytes

/// Where a text goes that is made piece by piece: a file that appears when it is complete, or
/// standard output.
struct TextOutput {
  private let file: ReplacementFile?
  private var pending: [UInt8] = []
  private var written = 0

  /// Begins the file at `path`, or to write on standard output where there is none.
  init(path: String?, overwriting: Bool) throws(CommandFailure) {
    do {
      file = try path.map { (path) throws(FileError) in
        try ReplacementFile(path: path, overwriting: overwriting)
      }
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Adds a piece.
  mutating func write(_ text: String) throws(CommandFailure) {
    pending += Array(text.utf8)
    if pending.count > 1 << 16 { try flush() }
  }

  /// Writes what is left, and gives the complete file its name.
  mutating func finish() throws(CommandFailure) {
    try flush()
    do {
      try file?.commit()
    } catch {
      throw CommandFailure(error)
    }
  }

  private mutating func flush() throws(CommandFailure) {
    if let file {
      do {
        // SAFETY: every byte of an array of bytes is initialized.
        try file.write(unsafe pending.span.bytes, at: written)
      } catch {
        throw CommandFailure(error)
      }
    } else {
      try Terminal.standardOutput.writePiece(String(decoding: pending, as: UTF8.self))
    }
    written += pending.count
    pending.removeAll(keepingCapacity: true)
  }
}
