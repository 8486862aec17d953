import FoundationEssentials
import TensorFiles

/// CIFAR's batches as Python pickles them, which torchvision downloads: read as data, and nothing of
/// them executed.
///
/// Source: Krizhevsky: Learning multiple layers of features from tiny images (2009); "Python version"
/// on the data set's page.
struct CIFARPickles {
  /// The folder with the files.
  private let folder: String
  private let isCIFAR100: Bool

  /// How many classes there are.
  var classCount: Int { isCIFAR100 ? CIFAR100File.classCount : CIFAR10File.classCount }
  /// What reports call the data set.
  var name: String { isCIFAR100 ? "cifar-100" : "cifar-10" }

  /// Looks for the files in a folder, or in the one in it that torchvision makes; `nil` if there are
  /// none.
  init?(in path: String) {
    let indices = [
      (path, false, "test_batch"), ("\(path)/cifar-10-batches-py", false, "test_batch"),
      (path, true, "meta"), ("\(path)/cifar-100-python", true, "meta"),
    ]
    let found = indices.first { folder, isCIFAR100, mark in
      // Of CIFAR-100 the file `train` would be a folder in a data set of images.
      Self.isFile("\(folder)/\(mark)") || (isCIFAR100 && Self.isFile("\(folder)/train"))
        || (!isCIFAR100 && Self.isFile("\(folder)/data_batch_1"))
    }
    guard let found else { return nil }
    (folder, isCIFAR100) = (found.0, found.1)
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
  }

  private func paths(_ split: DataSplit) -> [String] {
    switch (isCIFAR100, split) {
    case (true, .train): ["\(folder)/train"]
    case (true, .test): ["\(folder)/test"]
    case (false, .train): (1...5).map { "\(folder)/data_batch_\($0)" }
    case (false, .test): ["\(folder)/test_batch"]
    }
  }

  /// Reads a split.
  ///
  /// - Returns: pixels (N, 3, 32, 32) and a label for each image.
  /// - Throws: ``DataError``.
  func records(_ split: DataSplit) throws(DataError) -> (pixels: [UInt8], labels: [UInt8]) {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for path in paths(split) {
      let batch = try batch(path)
      guard pixels.count + batch.pixels.count <= DataLimits.byteCount else {
        throw .tooLarge(path: path, limit: "\(DataLimits.byteCount) bytes of pixels", found: "more")
      }
      pixels += batch.pixels
      labels += batch.labels
    }
    return (pixels, labels)
  }

  private func batch(_ path: String) throws(DataError) -> (pixels: [UInt8], labels: [UInt8]) {
    let root: PickleValue
    do throws(TensorFileError) {
      root = try TorchCheckpoint(path: path).root
    } catch {
      throw DataError(error, in: path, expected: "a batch of CIFAR, pickled")
    }
    let length = CIFAR10File.channels * CIFAR10File.extent * CIFAR10File.extent
    guard case .array(let images)? = root["data"], images.extents.count == 2,
      images.extents[1] == length, images.extents[0] > 0,
      let stated = root[isCIFAR100 ? "fine_labels" : "labels"]?.elements
    else {
      throw .malformed(
        path: path, expected: "'data' of bytes (N, \(length)) and labels", found: "something else")
    }
    var labels: [UInt8] = []
    for value in stated {
      guard case .integer(let label) = value, 0..<classCount ~= label else {
        throw .malformed(
          path: path, expected: "a label below \(classCount) of image \(labels.count)",
          found: "\(value)")
      }
      labels.append(UInt8(label))
    }
    guard labels.count == images.extents[0] else {
      throw .malformed(
        path: path, expected: "a label for each of \(images.extents[0]) images",
        found: "\(labels.count)")
    }
    return (images.bytes, labels)
  }
}
