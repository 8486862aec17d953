import FileBytes
import TrainingLog

extension TrainingCurve {
  /// Writes the picture; a file that stands there is replaced.
  ///
  /// - Throws: `FileError`.
  func write(to path: String) throws(FileError) {
    let file = try ReplacementFile(path: path, overwriting: true)
    try file.write(Array(svg.utf8), at: 0)
    try file.commit()
  }
}
