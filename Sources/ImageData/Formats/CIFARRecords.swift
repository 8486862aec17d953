/// The records of CIFAR's binary files: one or more labels, and 32 × 32 pixels of red, of green and of
/// blue, row by row.
struct CIFARRecords {
  static let extent = 32
  static let channels = 3

  /// Pixels (N, 3, 32, 32).
  private(set) var pixels: [UInt8] = []
  /// The class of each image.
  private(set) var labels: [UInt8] = []

  /// Adds the records of a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - labelCount: how many labels a record has, of which the last is the class.
  ///   - classCount: how many classes there are.
  ///   - limit: how many bytes the file may have.
  /// - Throws: `DataError`.
  mutating func add(
    path: String, labelCount: Int, classCount: Int, atMost limit: Int
  ) throws(DataError) {
    let length = labelCount + Self.channels * Self.extent * Self.extent
    let bytes = try ByteSource(path: path).records(of: length, atMost: limit)
    for start in stride(from: 0, to: bytes.count, by: length) {
      let label = bytes[start + labelCount - 1]
      guard label < classCount else {
        throw .malformed(
          path: path, expected: "a label below \(classCount) of image \(start / length)",
          found: "\(label)")
      }
      labels.append(label)
      pixels += bytes[start + labelCount..<start + length]
    }
  }
}
