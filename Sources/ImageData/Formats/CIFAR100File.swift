/// The binary files of CIFAR-100: records of two labels and 32 × 32 pixels of three colors.
///
/// The colors lie one after the other, row by row. The second label, of a hundred, is the class.
///
/// Source: Krizhevsky: Learning multiple layers of features from tiny images (2009); "Binary
/// version" on the data set's page.
enum CIFAR100File {
  static let classCount = 100

  /// Where the file of a split lies.
  static func path(in folder: String, split: DataSplit) -> String {
    "\(folder)/\(split == .train ? "train" : "test").bin"
  }

  /// Reads the records of a file.
  ///
  /// - Returns: pixels (N, 3, 32, 32) and a label for each image.
  static func records(path: String) throws(DataError) -> (pixels: [UInt8], labels: [UInt8]) {
    let length = 2 + CIFAR10File.channels * CIFAR10File.extent * CIFAR10File.extent
    let bytes = try ByteSource(path: path).records(of: length, atMost: DataLimits.byteCount)
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: length) {
      let label = bytes[start + 1]
      guard label < classCount else {
        throw .malformed(
          path: path, expected: "a label below \(classCount) of image \(start / length)",
          found: "\(label)")
      }
      labels.append(label)
      pixels += bytes[start + 2..<start + length]
    }
    return (pixels, labels)
  }
}
