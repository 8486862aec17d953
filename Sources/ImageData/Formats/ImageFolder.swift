import FoundationEssentials

/// A data set of images in files: a folder for each split, in it a folder for each class, in it the
/// images of the class, in PNG or JPEG.
///
/// The splits are called `train`, and `test`, `val`, `valid` or `validation`. Classes are numbered in
/// the order of their names, images follow in the order of theirs. All are given the extents of the
/// first image: a larger one is shrunk, each pixel the mean of those that it covers, and a smaller one
/// repeats pixels.
struct ImageFolder {
  let path: String

  /// The folder at `path`; `nil` if it has no folder of a split.
  init?(path: String) {
    self.path = path
    guard folder(of: .train) != nil || folder(of: .test) != nil else { return nil }
  }

  /// The folder of a split; `nil` if there is none.
  func folder(of split: DataSplit) -> String? {
    let names = split == .train ? ["train"] : ["test", "val", "valid", "validation"]
    return names.map { "\(path)/\($0)" }.first { !Self.names(in: $0).isEmpty }
  }

  /// Reads a split.
  ///
  /// - Parameters:
  ///   - split: which part of it.
  ///   - channels: how many an image gets; `nil` for one where all are gray, and else three.
  /// - Returns: the images.
  /// - Throws: ``DataError``.
  func images(
    of split: DataSplit, channels: Int? = nil
  ) throws(DataError) -> LabeledPixels {
    guard let folder = folder(of: split) else {
      throw .missing(
        path: path, expected: "a folder \(split == .train ? "train" : "test, val or validation")",
        suggestion: "name a folder with a folder for each split, and in it one for each class")
    }
    // The classes are those of the train split, where there is one.
    let classes = Self.names(in: self.folder(of: .train) ?? folder)
    guard classes.count <= 256 else {
      throw .tooLarge(path: folder, limit: "256 classes", found: "\(classes.count)")
    }
    if let other = Self.names(in: folder).first(where: { !classes.contains($0) }) {
      throw .malformed(
        path: "\(folder)/\(other)", expected: "a class of the train split", found: "another one")
    }
    // Headers first; a file is mapped only while it is read, however many there are.
    var images: [(path: String, label: UInt8)] = []
    var first: CodedImage?
    var isColored = false
    for (label, name) in classes.enumerated() {
      for file in try Self.files(in: "\(folder)/\(name)") {
        let image = try CodedImage(path: "\(folder)/\(name)/\(file)")
        first = first ?? image
        isColored = isColored || image.isColored
        images.append((image.path, UInt8(label)))
      }
    }
    guard let first else {
      throw .missing(
        path: folder, expected: "images", suggestion: "put images into a folder for each class")
    }
    let channels = channels ?? (isColored ? 3 : 1)
    let (height, width) = (first.height, first.width)
    let (count, overflow) = (height * width * channels).multipliedReportingOverflow(
      by: images.count)
    guard !overflow, count <= DataLimits.byteCount else {
      throw .tooLarge(
        path: folder, limit: "\(DataLimits.byteCount) bytes of pixels",
        found: "\(images.count) images of \(channels) × \(height) × \(width)")
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    for (path, _) in images {
      let image = try CodedImage(path: path)
      let decoded = try image.pixels(channels: channels)
      pixels += Self.planes(
        decoded, of: image, channels: channels, height: height, width: width)
    }
    return LabeledPixels(
      channels: channels, height: height, width: width, classCount: classes.count, pixels: pixels,
      labels: images.map(\.label))
  }

  /// What a folder holds, in order, without what is hidden.
  private static func names(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The files of a class.
  private static func files(in folder: String) throws(DataError) -> [String] {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder
    else {
      // A class without images is one all the same, but what lies beside classes is none.
      guard FileManager.default.fileExists(atPath: folder) else { return [] }
      throw .malformed(path: folder, expected: "a folder of a class", found: "a file")
    }
    return names(in: folder)
  }

  /// An image (H, W, C) as planes (C, `height`, `width`).
  private static func planes(
    _ pixels: [UInt8], of image: CodedImage, channels: Int, height: Int, width: Int
  ) -> [UInt8] {
    func covered(_ position: Int, of count: Int, in extent: Int) -> Range<Int> {
      let first = position * count / extent
      return first..<max(first + 1, (position + 1) * count / extent)
    }
    let columns = (0..<width).map { covered($0, of: image.width, in: width) }
    var planes: [UInt8] = []
    planes.reserveCapacity(channels * height * width)
    for channel in 0..<channels {
      for row in 0..<height {
        let rows = covered(row, of: image.height, in: height)
        for columns in columns {
          var sum = 0
          for row in rows {
            for column in columns {
              sum += Int(pixels[(row * image.width + column) * channels + channel])
            }
          }
          let count = rows.count * columns.count
          planes.append(UInt8((sum + count / 2) / count))
        }
      }
    }
    return planes
  }
}
