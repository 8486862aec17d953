/// The binary files of CIFAR-10: records of a label and 32 × 32 pixels of red, of green and of
/// blue, row by row.
///
/// Source: Krizhevsky: Learning multiple layers of features from tiny images (2009);
/// "Binary version" on the data set's page.
enum CIFAR10File {
  static let extent = 32
  static let channels = 3
  static let classCount = 10

  private static let imageLength = channels * extent * extent

  /// Where the files lie: those of the train split, then the one of the test split.
  static func paths(in folder: String) -> [String] {
    (1...5).map { "\(folder)/data_batch_\($0).bin" } + ["\(folder)/test_batch.bin"]
  }

  /// Reads the records of several files, one after the other.
  ///
  /// - Returns: pixels (N, 3, 32, 32) and a label for each image.
  static func records(
    paths: some Collection<String>
  ) throws(DataError) -> (pixels: [UInt8], labels: [UInt8]) {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for path in paths {
      let length = 1 + imageLength
      let bytes = try ByteSource(path: path).records(
        of: length, atMost: DataLimits.byteCount / paths.count)
      for start in stride(from: 0, to: bytes.count, by: length) {
        let label = bytes[start]
        guard label < classCount else {
          throw .malformed(
            path: path, expected: "a label below \(classCount) of image \(start / length)",
            found: "\(label)")
        }
        labels.append(label)
        pixels += bytes[start + 1..<start + length]
      }
    }
    return (pixels, labels)
  }
}
