/// The binary files of CIFAR-10: ``CIFARRecords`` of one label.
///
/// Source: Krizhevsky: Learning multiple layers of features from tiny images (2009);
/// "Binary version" on the data set's page.
enum CIFAR10File {
  static let extent = CIFARRecords.extent
  static let channels = CIFARRecords.channels
  static let classCount = 10

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
    var records = CIFARRecords()
    for path in paths {
      try records.add(
        path: path, labelCount: 1, classCount: classCount,
        atMost: DataLimits.byteCount / paths.count)
    }
    return (records.pixels, records.labels)
  }
}
