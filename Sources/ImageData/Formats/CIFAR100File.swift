/// The binary files of CIFAR-100: ``CIFARRecords`` of two labels, of which the second, of a hundred, is the
/// class.
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
    var records = CIFARRecords()
    try records.add(
      path: path, labelCount: 2, classCount: classCount, atMost: DataLimits.byteCount)
    return (records.pixels, records.labels)
  }
}
