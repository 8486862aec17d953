import FileBytes
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
  ///
  /// - Throws: ``DataError`` where a folder cannot be read.
  init?(path: String) throws(DataError) {
    self.path = path
    let folders = [try folder(of: .train), try folder(of: .test)]
    guard folders.contains(where: { $0 != nil }) else { return nil }
  }

  /// The folder of a split; `nil` if there is none.
  ///
  /// - Throws: ``DataError`` where it cannot be read.
  func folder(of split: DataSplit) throws(DataError) -> String? {
    for name in split == .train ? ["train"] : ["test", "val", "valid", "validation"] {
      let folder = "\(path)/\(name)"
      if try !Self.names(in: folder).isEmpty { return folder }
    }
    return nil
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
    guard let folder = try folder(of: split) else {
      throw .missing(
        path: path, expected: "a folder \(split == .train ? "train" : "test, val or validation")",
        suggestion: "name a folder with a folder for each split, and in it one for each class")
    }
    // The classes are those of the train split, where there is one.
    let classes = try Self.names(in: try self.folder(of: .train) ?? folder)
    guard classes.count <= 256 else {
      throw .tooLarge(path: folder, limit: "256 classes", found: "\(classes.count)")
    }
    if let other = try Self.names(in: folder).first(where: { !classes.contains($0) }) {
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

  /// What a folder holds, in order, without what is hidden; nothing if there is none.
  ///
  /// - Throws: ``DataError`` where the folder cannot be read, or holds a name that is no text.
  private static func names(in folder: String) throws(DataError) -> [String] {
    do throws(FileError) {
      return try visibleNames(inFolder: folder) ?? []
    } catch {
      throw .file(error)
    }
  }

  /// The files of a class.
  private static func files(in folder: String) throws(DataError) -> [String] {
    // A class without images is one all the same, but what lies beside classes is none.
    if FileManager.default.fileExists(atPath: folder), !isFolder(folder) {
      throw .malformed(path: folder, expected: "a folder of a class", found: "a file")
    }
    return try names(in: folder)
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
