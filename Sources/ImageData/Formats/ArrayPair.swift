import CZlib
import FoundationEssentials
import TensorFiles

/// The two arrays of a split of a data set in NumPy's files: `x_train` and `y_train`, or `train_images`
/// and `train_labels`, and the same with `test`; each in a file of its own, or all in one archive.
struct ArrayPair {
  let images: Location
  let labels: Location

  /// Where an array lies.
  enum Location {
    case file(String)
    case member(String, of: String)

    /// What errors call it.
    var path: String {
      switch self {
      case .file(let path): path
      case .member(let name, let archive): "\(archive): \(name)"
      }
    }
  }

  /// The names of the two arrays of a split, as programs call them.
  private static func names(of split: DataSplit) -> [(images: String, labels: String)] {
    let word = split.rawValue
    return [("x_\(word)", "y_\(word)"), ("\(word)_images", "\(word)_labels")]
  }

  /// Why an archive has not got the arrays of a split.
  static func missing(in path: String, split: DataSplit) throws(DataError) -> DataError {
    let found = try NPZFile(opening: path).members.map(\.name)
    let wanted = names(of: split).map { "\($0.images) and \($0.labels)" }
    return .malformed(
      path: path, expected: "arrays \(wanted.joined(separator: ", or "))",
      found: found.isEmpty
        ? "none" : found.prefix(8).map { "'\($0)'" }.joined(separator: ", "))
  }

  /// Looks for the arrays of a split in a folder, or in an archive; `nil` if one of them is missing.
  ///
  /// - Throws: ``DataError`` where an archive cannot be read.
  init?(in path: String, split: DataSplit) throws(DataError) {
    let pairs = Self.names(of: split).map { ("\($0.images).npy", "\($0.labels).npy") }
    if path.hasSuffix(".npz") {
      let names = Set(try NPZFile(opening: path).members.map(\.name))
      guard let found = pairs.first(where: { names.contains($0) && names.contains($1) }) else {
        return nil
      }
      (images, labels) = (.member(found.0, of: path), .member(found.1, of: path))
    } else {
      let found = pairs.map { ("\(path)/\($0)", "\(path)/\($1)") }.first {
        FileManager.default.fileExists(atPath: $0) && FileManager.default.fileExists(atPath: $1)
      }
      guard let found else { return nil }
      (images, labels) = (.file(found.0), .file(found.1))
    }
  }
}

extension NPZFile {
  fileprivate init(opening path: String) throws(DataError) {
    do {
      try self.init(path: path)
    } catch {
      throw DataError(error, in: path, expected: "an archive of NumPy's arrays")
    }
  }
}

extension DataError {
  /// An error of a file of tensors, where a data set was expected.
  init(_ error: TensorFileError, in path: String, expected: String) {
    if case .file(let error) = error {
      self = .file(error)
    } else {
      self = .malformed(path: path, expected: expected, found: "\(error)")
    }
  }
}

extension NPYFile {
  /// Reads the array at a location.
  ///
  /// - Throws: ``DataError``.
  fileprivate init(at location: ArrayPair.Location) throws(DataError) {
    switch location {
    case .file(let path): try self.init(path: path)
    case .member(let name, let archive):
      guard let member = try NPZFile(opening: archive).member(name) else {
        throw .malformed(path: archive, expected: "a member '\(name)'", found: "none")
      }
      guard member.byteCount <= DataLimits.byteCount else {
        throw .tooLarge(
          path: location.path, limit: "\(DataLimits.byteCount) bytes", found: "\(member.byteCount)")
      }
      try self.init(try member.unpacked(path: location.path), path: location.path)
    }
  }
}

extension NPZFile.Member {
  /// The bytes of the member, after a look at their checksum.
  fileprivate func unpacked(path: String) throws(DataError) -> [UInt8] {
    var bytes = storedBytes
    if isDeflated {
      // Two bits are the shortest code of the longest repetition, of 258 bytes (RFC 1951).
      guard byteCount / 1032 <= bytes.count else {
        throw .malformed(
          path: path, expected: "\(byteCount) bytes, unpacked",
          found: "\(bytes.count) packed bytes, too few for that")
      }
      // SAFETY: every byte of an array of bytes is initialized.
      bytes = try InflatedStream(path: path, frame: .none).read(unsafe bytes.span.bytes) {
        (next) throws(DataError) in try next(byteCount)
      }
    }
    // SAFETY: zlib reads as many bytes as it is told that the array has, which are below 2³¹.
    let found = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe crc32(0, bytes.baseAddress, UInt32(bytes.count))
    }
    guard UInt32(truncatingIfNeeded: found) == checksum || bytes.isEmpty else {
      throw .malformed(path: path, expected: "bytes of the checksum \(checksum)", found: "\(found)")
    }
    return bytes
  }
}

extension ImageDataset {
  /// Reads one split of a data set in NumPy's arrays, normalized by the statistics of the train split.
  init(arrays pair: ArrayPair, in folder: String, split: DataSplit) throws(DataError) {
    let train =
      try split == .test
      ? ArrayPair(in: folder, split: .train).map { (pair) throws(DataError) in
        try ImageDataset(arrays: pair, in: folder, split: .train)
      } : nil
    let images = try NPYFile(at: pair.images).images()
    let labels = try NPYFile(at: pair.labels).labels()
    let area = images.channels * images.height * images.width
    guard area <= DataLimits.imageByteCount else {
      throw .tooLarge(
        path: pair.images.path, limit: "\(DataLimits.imageByteCount) bytes in an image",
        found: "\(area)"
      )
    }
    guard labels.count * area == images.pixels.count, !labels.isEmpty else {
      throw .malformed(
        path: pair.labels.path,
        expected: "a label for each of \(images.pixels.count / area) images",
        found: "\(labels.count)")
    }
    if let train,
      (train.channels, train.height, train.width) != (images.channels, images.height, images.width)
    {
      throw .malformed(
        path: pair.images.path,
        expected:
          "images of \(train.channels) × \(train.height) × \(train.width) as in the train split",
        found: "\(images.channels) × \(images.height) × \(images.width)")
    }
    self.init(
      name: Self.name(of: folder),
      LabeledPixels(
        channels: images.channels, height: images.height, width: images.width,
        classCount: try Self.classCount(
          of: labels, atMost: train?.classCount, path: pair.labels.path), pixels: images.pixels,
        labels: labels), preprocessing: train?.preprocessing)
  }
}
