import FoundationEssentials

/// The two files of a split of a data set in NumPy's arrays: `x_train.npy` and `y_train.npy`, or
/// `train_images.npy` and `train_labels.npy`, and the same with `test`.
struct ArrayPair {
  let images: String
  let labels: String

  /// Looks for the files of a split in a folder; `nil` if one of them is missing.
  init?(folder: String, split: DataSplit) {
    let name = split.rawValue
    let pairs = [("x_\(name)", "y_\(name)"), ("\(name)_images", "\(name)_labels")]
    let found = pairs.map { ("\(folder)/\($0).npy", "\(folder)/\($1).npy") }.first {
      FileManager.default.fileExists(atPath: $0)
        && FileManager.default.fileExists(atPath: $1)
    }
    guard let found else { return nil }
    (images, labels) = found
  }
}

extension ImageDataset {
  /// Reads one split of a data set in NumPy's arrays, normalized by the statistics of the train split.
  init(arrays pair: ArrayPair, in folder: String, split: DataSplit) throws(DataError) {
    let train =
      try split == .test
      ? ArrayPair(folder: folder, split: .train).map { (pair) throws(DataError) in
        try ImageDataset(arrays: pair, in: folder, split: .train)
      } : nil
    let images = try NPYFile(path: pair.images).images()
    let labels = try NPYFile(path: pair.labels).labels()
    let area = images.channels * images.height * images.width
    guard area <= DataLimits.imageByteCount else {
      throw .tooLarge(
        path: pair.images, limit: "\(DataLimits.imageByteCount) bytes in an image", found: "\(area)"
      )
    }
    guard labels.count * area == images.pixels.count, !labels.isEmpty else {
      throw .malformed(
        path: pair.labels, expected: "a label for each of \(images.pixels.count / area) images",
        found: "\(labels.count)")
    }
    guard train.map({ $0.channels == images.channels }) ?? true else {
      throw .malformed(
        path: pair.images, expected: "as many channels as in the train split",
        found: "\(images.channels)")
    }
    self.init(
      name: folder.split(separator: "/").last.map(String.init) ?? folder,
      channels: images.channels, height: images.height, width: images.width,
      classCount: max(train?.classCount ?? 0, 1 + Int(labels.max() ?? 0)), pixels: images.pixels,
      labels: labels, preprocessing: train?.preprocessing)
  }
}
