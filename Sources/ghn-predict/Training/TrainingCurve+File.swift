import FileBytes
import Training

extension TrainingCurve {
  /// Writes the picture; a file that stands there is replaced.
  ///
  /// - Throws: `FileError`.
  func write(to path: String) throws(FileError) {
    let file = try ReplacementFile(path: path, overwriting: true)
    // SAFETY: every byte of an array of bytes is initialized.
    try file.write(unsafe Array(svg.utf8).span.bytes, at: 0)
    try file.commit()
  }
}
