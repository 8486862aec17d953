import FileBytes
import Pictures

/// Where a text goes that is made piece by piece: a file that appears when it is complete, or
/// standard output.
struct TextOutput {
  private let file: ReplacementFile?
  private var pending: [UInt8] = []
  private var written = 0

  /// Begins the file at `path`, or to write on standard output where there is none.
  init(path: String?, overwriting: Bool) throws {
    file = try path.map { try ReplacementFile(path: $0, overwriting: overwriting) }
  }

  /// Adds a piece.
  mutating func write(_ text: String) throws {
    pending += Array(text.utf8)
    if pending.count > 1 << 16 { try flush() }
  }

  /// Writes what is left, and gives the complete file its name.
  mutating func finish() throws {
    try flush()
    try file?.commit()
  }

  private mutating func flush() throws {
    if let file {
      try file.write(pending, at: written)
    } else {
      try Terminal.standardOutput.writePiece(String(decoding: pending, as: UTF8.self))
    }
    written += pending.count
    pending.removeAll(keepingCapacity: true)
  }
}

/// Tells a person where an output is.
func tellWritten(_ path: String, isQuiet: Bool) {
  if !isQuiet { Terminal.standardError.write("written to \(printable(path))\n") }
}
