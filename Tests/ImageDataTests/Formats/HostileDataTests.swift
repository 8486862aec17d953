import FileBytes
import Foundation
import ImageData
import TestSupport
import Testing

/// Files that lie, each refused with its path, what was expected and what was found.
@Suite struct HostileDataTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// What is said of a test split of these files.
  private func refusal(images: [UInt8], labels: [UInt8]) throws -> String {
    let paths = [
      try folder.file("t10k-images-idx3-ubyte", holding: images),
      try folder.file("t10k-labels-idx1-ubyte", holding: labels),
    ]
    let error = #expect(throws: DataError.self) {
      try ImageDataset(folder.path, split: .test)
    }
    let description = error?.description ?? ""
    #expect(paths.contains { description.hasPrefix($0 + ": expected ") }, "\(description)")
    return description.split(separator: ": ").last.map(String.init) ?? ""
  }

  private let sound = idxPair(count: 10, extent: 8)

  @Test("refuses files whose headers are not what they should be")
  func headers() throws {
    func expect(
      images: [UInt8]? = nil, labels: [UInt8]? = nil, _ message: String,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let refusal = try refusal(images: images ?? sound.images, labels: labels ?? sound.labels)
      #expect(refusal == message, sourceLocation: sourceLocation)
    }
    try expect(images: [], "expected a header of 16 bytes, found 0")
    try expect(images: [0, 0, 8], "expected a header of 16 bytes, found 3")
    try expect(
      images: sound.labels + [0, 0],
      "expected images, with the magic number 2051, found 2049")
    try expect(
      labels: sound.images, "expected labels, with the magic number 2049, found 2051")
    // Elements of four bytes.
    try expect(
      images: idx(magic: 0xd03, [1, 2, 2], [UInt8](repeating: 0, count: 16)),
      "expected images, with the magic number 2051, found 3331")
    try expect(
      images: idx(magic: 0x803, [0, 8, 8], []), "expected extents above 0, found 0 × 8 × 8")
    try expect(
      images: sound.images.dropLast(), "expected 640 bytes behind the header, found 639")
    try expect(
      images: sound.images + [0], "expected 640 bytes behind the header, found 641")
    try expect(
      labels: idx(magic: 0x801, [9], .init(repeating: 0, count: 9)),
      "expected a label for each of 10 images, found 9")
    let largest = 1 << 32 - 1
    try expect(
      images: idx(magic: 0x803, [largest, largest, largest], []),
      "expected at most 1073741824 pixels, 4194304 in an image, "
        + "found 4294967295 × 4294967295 × 4294967295")
    try expect(
      images: idx(magic: 0x803, [largest, 1, 1], []),
      "expected at most 1073741824 pixels, 4194304 in an image, found 4294967295 × 1 × 1")
  }

  @Test("refuses packed files that end early, are damaged, or go on")
  func packedFiles() throws {
    func expect(
      _ packed: [UInt8], _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let refusal = try refusal(images: packed, labels: sound.labels)
      #expect(refusal == message, sourceLocation: sourceLocation)
    }
    let packed = gzip(sound.images)
    func changed(_ place: Int) -> [UInt8] {
      var bytes = packed
      bytes[place] ^= 0x40
      return bytes
    }
    let cut = "expected a stream packed by gzip, found the end of the file"
    let damaged = "expected a stream packed by gzip, found damaged bytes"
    for count in [2, 9, 20, 300, packed.count - 8, packed.count - 1] {
      try expect(Array(packed.prefix(count)), cut)
    }
    try expect(changed(2), damaged)  // the method
    try expect(changed(100), damaged)  // a pixel, which the checksum sees
    try expect(changed(packed.count - 1), damaged)  // the length
    try expect(changed(packed.count - 5), damaged)  // the checksum
    try expect(packed + [0], "expected nothing behind the packed stream, found 1 bytes")
    try expect(
      gzip(sound.images + [0]), "expected the end of the unpacked stream, found more bytes")
    try expect(
      gzip(sound.images.dropLast()), "expected 640 bytes in the unpacked stream, found 639")
  }

  @Test("takes no memory for what a packed stream claims but cannot hold")
  func bombs() throws {
    // The largest size that the limits allow, of a stream that unpacks to sixteen bytes.
    let claim = gzip(idx(magic: 0x803, [1 << 20, 32, 32], []))
    #expect(
      try refusal(images: claim, labels: sound.labels)
        == "expected 1073741824 bytes in the unpacked stream, "
        + "found \(claim.count) packed bytes, too few for that")
    // A megabyte behind what the header says: no more than one byte of it is unpacked.
    let bomb = gzip(sound.images + [UInt8](repeating: 0, count: 1 << 20))
    #expect(
      try refusal(images: bomb, labels: sound.labels)
        == "expected the end of the unpacked stream, found more bytes")
  }

  @Test("refuses records of CIFAR-10 that are cut off or of no class")
  func records() throws {
    func refusal(_ bytes: [UInt8]) throws -> String? {
      let path = try folder.file("test_batch.bin", holding: bytes)
      let error = #expect(throws: DataError.self) {
        try ImageDataset(folder.path, split: .test)
      }
      return error?.description.replacingOccurrences(of: path, with: "F")
    }
    let record = [UInt8](repeating: 0, count: 3073)
    #expect(try refusal([]) == "F: expected records of 3073 bytes each, found 0 bytes")
    #expect(
      try refusal(record + record.dropLast())
        == "F: expected records of 3073 bytes each, found 6145 bytes")
    #expect(
      try refusal(record + [10] + record.dropFirst())
        == "F: expected a label below 10 of image 1, found 10")
    let missing = #expect(throws: DataError.self) {
      try ImageDataset(folder.path, split: .train)
    }
    #expect(missing?.description.contains("data_batch_1.bin: cannot be read") == true)
  }

  @Test("names what a folder lacks, and suggests what to do")
  func missingFolder() throws {
    let nowhere = #expect(throws: DataError.self) {
      try ImageDataset("no-such-folder", split: .train)
    }
    #expect(
      nowhere?.description
        == "no-such-folder: expected a folder or a NumPy archive (.npz) of that name, found none")
    #expect(nowhere?.suggestion?.contains("fashion-mnist") == true)
    let text = try folder.file("text.txt", holding: "no images")
    let file = #expect(throws: DataError.self) { try ImageDataset(text, split: .train) }
    #expect(
      file?.description
        == "\(text): expected a folder or a NumPy archive (.npz), found another file")
    let empty = folder.path(of: "empty")
    try FileManager.default.createDirectory(
      atPath: empty, withIntermediateDirectories: false)
    let error = #expect(throws: DataError.self) { try ImageDataset(empty, split: .train) }
    #expect(
      error?.description
        == "\(empty): expected a folder with train-images-idx3-ubyte[.gz] and "
        + "train-labels-idx1-ubyte[.gz], the binary files of CIFAR-10 or CIFAR-100, "
        + "pickled batches of CIFAR, NumPy's arrays, or folders of images, found none")
    #expect(error?.suggestion?.contains("fashion-mnist") == true)
    // A folder instead of a file.
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "test_batch.bin"), withIntermediateDirectories: false)
    let path = folder.path(of: "test_batch.bin")
    #expect(throws: DataError.file(.notARegularFile(path: path))) {
      try ImageDataset(folder.path, split: .test)
    }
  }

  @Test("a packed file may have several members")
  func members() throws {
    let images = idxPair(count: 3, extent: 4).images
    try folder.file("t10k-labels-idx1-ubyte", holding: idx(magic: 0x801, [3], [0, 1, 2]))
    for cut in [16, 20, images.count] {
      try folder.file(
        "t10k-images-idx3-ubyte.gz",
        holding: gzip(Array(images.prefix(cut))) + gzip(Array(images.dropFirst(cut))))
      #expect(try ImageDataset(folder.path, split: .test).count == 3, "\(cut)")
    }
  }

  @Test("whatever byte changes, a packed file gives its images or is refused", arguments: 0..<4)
  func mutations(round: Int) throws {
    _ = try folder.file("t10k-labels-idx1-ubyte", holding: idx(magic: 0x801, [3], [0, 1, 2]))
    let packed = gzip(idxPair(count: 3, extent: 4).images)
    let path = try folder.file("t10k-images-idx3-ubyte.gz", holding: packed)
    let images = try ImageDataset(folder.path, split: .test).batch([0, 1, 2]).images
    var refusals = 0
    for place in packed.indices {
      var bytes = packed
      bytes[place] ^= UInt8([1, 0x80, 0xff, 0x3c][round])
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      do throws(DataError) {
        // What nobody reads may change: a time, the system, bits that fill up a byte.
        #expect(try ImageDataset(folder.path, split: .test).batch([0, 1, 2]).images == images)
      } catch {
        refusals += 1
      }
    }
    #expect(refusals >= packed.count - 10)
  }
}
