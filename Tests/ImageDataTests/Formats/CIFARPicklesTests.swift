import Foundation
import ImageData
import Tensors
import TestSupport
import Testing

/// CIFAR's batches as Python pickles them.
@Suite struct CIFARPicklesTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// A pickle of protocol 2 as Python 2 wrote those of the data set: a dict with `data`, an array of
  /// `images` rows, each of its number, and labels.
  private func batch(
    _ key: String, labels: [UInt8], images: Int? = nil, type: String = "u1"
  ) -> [UInt8] {
    func word(_ text: String) -> [UInt8] { [0x55, UInt8(text.utf8.count)] + Array(text.utf8) }
    func integer(_ number: Int) -> [UInt8] {
      [0x4a] + (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    let rows = images ?? labels.count
    let numbers = (0..<rows).flatMap { [UInt8](repeating: UInt8($0), count: 3072) }
    var bytes: [UInt8] = [0x80, 2, 0x7d, 0x28]
    bytes += word("data") + Array("cnumpy.core.multiarray\n_reconstruct\n".utf8) + [0x28]
    bytes += Array("cnumpy\nndarray\n".utf8) + [0x4b, 0, 0x85] + word("b") + [0x74, 0x52, 0x28]
    bytes += [0x4b, 1] + integer(rows) + integer(3072) + [0x86]
    bytes += Array("cnumpy\ndtype\n".utf8) + word(type) + [0x4b, 0, 0x4b, 1, 0x87, 0x52, 0x89]
    bytes += [0x54] + integer(numbers.count).dropFirst() + numbers + [0x74, 0x62]
    bytes += word(key) + [0x5d, 0x28] + labels.flatMap { [0x4b, $0] } + [0x65]
    bytes += word("batch_label") + word("testing batch") + [0x75, 0x2e]
    return bytes
  }

  @Test("torchvision's folders are found by themselves, or in the one around them")
  func folders() throws {
    for name in ["a", "b/cifar-10-batches-py"] {
      let place = folder.path(of: name)
      try FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: true)
      try Data(batch("labels", labels: [9, 0, 3])).write(
        to: URL(fileURLWithPath: "\(place)/test_batch"))
      for number in 1...5 {
        try Data(batch("labels", labels: [UInt8(number)])).write(
          to: URL(fileURLWithPath: "\(place)/data_batch_\(number)"))
      }
    }
    for name in ["a", "b"] {
      let test = try ImageDataset(folder.path(of: name), split: .test)
      #expect((test.name, test.classCount, test.labels) == ("cifar-10", 10, [9, 0, 3]))
      #expect((test.channels, test.height, test.width) == (3, 32, 32))
      #expect(try ImageDataset(folder.path(of: name), split: .train).labels == [1, 2, 3, 4, 5])
    }
  }

  @Test("the pixels are those of the array")
  func pixels() throws {
    try folder.file("test_batch", holding: batch("labels", labels: [0, 1, 2]))
    let test = try ImageDataset(folder.path, split: .test)
    let images = test.batch([2]).images.scalars
    let (mean, deviation) = (test.preprocessing.mean[0], test.preprocessing.deviation[0])
    #expect(abs(images[0] - (2.0 / 255 - mean) / deviation) < 1e-6)
  }

  /// A batch of two images as Python 3 writes one that was read with `encoding="bytes"`.
  private func rewritten(version: UInt8) -> [UInt8] {
    func name(_ text: String) -> [UInt8] {
      version > 2
        ? [0x43, UInt8(text.utf8.count)] + Array(text.utf8)
        : Array("c_codecs\nencode\n".utf8) + [0x58, UInt8(text.utf8.count), 0, 0, 0]
          + Array(text.utf8) + [0x58, 6, 0, 0, 0] + Array("latin1".utf8) + [0x86, 0x52]
    }
    // Bytes of 128 and more are two of UTF-8 each.
    let pixels = [UInt8](repeating: 200, count: 2 * 3072)
    let type =
      Array("cnumpy\ndtype\n".utf8) + [0x58, 2, 0, 0, 0, 0x75, 0x31, 0x89, 0x88, 0x87, 0x52]
    let extents: [UInt8] = [0x4b, 2, 0x4d, 0, 12, 0x86]
    var array: [UInt8]
    if version == 5 {
      let length = [UInt8(0), 24, 0, 0, 0, 0, 0, 0]
      array = Array("cnumpy._core.numeric\n_frombuffer\n".utf8) + [0x28, 0x96] + length + pixels
      array += type + extents + [0x58, 1, 0, 0, 0, 0x43, 0x74, 0x52]
    } else {
      array = Array("cnumpy._core.multiarray\n_reconstruct\ncnumpy\nndarray\n".utf8)
      array += [0x4b, 0, 0x85] + name("b") + [0x87, 0x52, 0x28, 0x4b, 1] + extents + type + [0x89]
      if version > 2 {
        array += [0x42, 0, 24, 0, 0] + pixels
      } else {
        let text = Array(String(String.UnicodeScalarView(pixels.map { Unicode.Scalar($0) })).utf8)
        let count = (0..<4).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
        array += Array("c_codecs\nencode\n".utf8) + [0x58] + count + text
        array += [0x58, 6, 0, 0, 0] + Array("latin1".utf8) + [0x86, 0x52]
      }
      array += [0x74, 0x62]
    }
    return [0x80, version, 0x7d, 0x28] + name("data") + array + name("labels")
      + [0x5d, 0x28, 0x4b, 4, 0x4b, 6, 0x65, 0x75, 0x2e]
  }

  @Test("batches that Python 3 wrote anew are read, in all its protocols", arguments: 2...5)
  func protocols(version: Int) throws {
    try folder.file("test_batch", holding: rewritten(version: UInt8(version)))
    let test = try ImageDataset(folder.path, split: .test)
    #expect(test.labels == [4, 6])
    let images = test.batch([1]).images.scalars
    let (mean, deviation) = (test.preprocessing.mean[0], test.preprocessing.deviation[0])
    #expect(abs(images[0] - (200.0 / 255 - mean) / deviation) < 1e-6)
  }

  @Test("of CIFAR-100's labels the fine ones are the classes")
  func hundred() throws {
    try folder.file("train", holding: batch("fine_labels", labels: [99, 7]))
    try folder.file("test", holding: batch("fine_labels", labels: [5]))
    let train = try ImageDataset(folder.path, split: .train)
    #expect((train.name, train.classCount, train.labels) == ("cifar-100", 100, [99, 7]))
    #expect(try ImageDataset(folder.path, split: .test).labels == [5])
  }

  @Test("batches that lie are refused, and nothing in them is called")
  func hostile() throws {
    let call =
      Array("\u{80}".utf16).map { UInt8($0) } + [2]
      + Array("cposix\nsystem\n".utf8) + [0x55, 2, 0x6c, 0x73, 0x85, 0x52, 0x2e]
    for bytes in [
      batch("labels", labels: [10]), batch("labels", labels: [1], images: 2),
      batch("fine_labels", labels: [1]), batch("labels", labels: []),
      batch("labels", labels: [1], type: "i2"), call, Array("text".utf8), [],
      Array(batch("labels", labels: [1]).dropLast(40)),
    ] {
      try folder.file("test_batch", holding: bytes)
      #expect(throws: DataError.self) { try ImageDataset(folder.path, split: .test) }
    }
  }
}
