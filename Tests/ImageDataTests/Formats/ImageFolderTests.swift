import Foundation
import ImageData
import Tensors
import TestSupport
import Testing

/// Folders of images, and CIFAR-100's files.
@Suite struct ImageFolderTests {
  private let folder: TemporaryDirectory

  /// 3 × 2 pixels, which Pillow wrote: red, green, blue, (10, 20, 30), white, black.
  private static let color = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAGElEQVR42mP4z8DAAMFcInL///9nYGAAAD2kBjdWXDjPAAAA
    AElFTkSuQmCC
    """
  /// 8 × 8 pixels of gray 100, as JPEG.
  private static let gray = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQ
    ERMUFRUVDA8XGBYUGBIUFRT/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/
    2gAIAQEAAD8ANH//2Q==
    """

  /// (10, 100, 200) and (60, 70, 80) in PNG, which says a gamma of 1, and in 16 bits.
  private static let plainColors = [
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAABGdBTUEAAYagMeiWXwAAAA9JREFUeNpj4Eo5YeMWAAAG5wIJWrzdyAAAAABJRU5ErkJggg==",
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAIAAAAr0DSeAAAAFUlEQVR42mPgakhROPHBhsGNIUAAABsNA6kKxaDqAAAAAElFTkSuQmCC",
  ]

  /// 8 × 8 pixels of four inks, as JPEG, which Pillow wrote and reads as (216, 49, 137).
  private static let inks = """
    /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoK
    CgYICwwLCgwJCgoK/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EABUAAQEAAAAAAAAAAAAAAAAAAAkH/8QAFBABAAAAAAAAAAAAAAAA
    AAAAAP/aAA4EQwBNAFkASwAAPwB1BtrYYR//2Q==
    """

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func write(_ base64: String, to path: String) throws {
    let url = URL(fileURLWithPath: folder.path(of: path))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try #require(Data(base64Encoded: base64, options: .ignoreUnknownCharacters)).write(to: url)
  }

  @Test("classes are folders, in the order of their names")
  func classes() throws {
    try write(Self.color, to: "set/train/cat/1.png")
    try write(Self.gray, to: "set/train/ant/1.jpg")
    try write(Self.color, to: "set/val/cat/2.png")
    let train = try ImageDataset(folder.path(of: "set"), split: .train)
    #expect((train.name, train.classCount, train.count) == ("set", 2, 2))
    #expect((train.channels, train.height, train.width) == (3, 8, 8))
    #expect(train.labels == [0, 1])
    let test = try ImageDataset(folder.path(of: "set"), split: .test)
    #expect((test.classCount, test.labels) == (2, [1]))
    // One statistic for both splits.
    #expect(test.preprocessing.mean == train.preprocessing.mean)
  }

  @Test("classes that cannot be read are errors, and not classes without images")
  func unreadableClasses() throws {
    try write(Self.color, to: "set/train/cat/1.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "set/train/dog"), withDestinationPath: "dog")
    do throws(DataError) {
      _ = try ImageDataset(folder.path(of: "set"), split: .train)
      Issue.record("expected an error, found images")
    } catch {
      #expect("\(error)".hasPrefix("\(folder.path(of: "set/train/dog")): cannot be read: "))
    }
  }

  @Test("an image of four inks has the colors that they print, or their brightness among grays")
  func inks() throws {
    try write(Self.inks, to: "colors/train/only/1.jpg")
    try write(Self.gray, to: "grays/train/only/1.jpg")
    try write(Self.inks, to: "grays/test/only/1.jpg")
    for (path, expected) in [("colors", [216, 49, 137]), ("grays", [109])] {
      let split: DataSplit = path == "colors" ? .train : .test
      let images = try ImageDataset(folder.path(of: path), split: split)
      let view = try #require(images.viewed(as: [nil, expected.count, 8, 8]))
      let scalars = view.batch([0]).images.scalars
      for (channel, number) in expected.enumerated() {
        let byte =
          scalars[64 * channel] * images.preprocessing.deviation[channel]
          + images.preprocessing.mean[channel]
        #expect(abs(byte * 255 - Float(number)) < 1.5, "\(path), \(channel)")
      }
    }
  }

  @Test("pixels are those of the file, in planes")
  func pixels() throws {
    try write(Self.color, to: "train/only/1.png")
    let train = try ImageDataset(folder.path, split: .train)
    let images = try #require(train.viewed(as: [nil, 3, 2, 3])).batch([0]).images.scalars
    let bytes = images.enumerated().map { index, x in
      let channel = index / 6
      return Int(
        ((x * train.preprocessing.deviation[channel] + train.preprocessing.mean[channel]) * 255)
          .rounded())
    }
    #expect(bytes == [255, 0, 0, 10, 255, 0, 0, 255, 0, 20, 255, 0, 0, 0, 255, 30, 255, 0])
  }

  /// The bytes of the first images of a split.
  private func bytes(_ images: ImageDataset, _ extents: [Int]) throws -> [Int] {
    let area = extents[1] * extents[2]
    return try #require(images.viewed(as: [nil] + extents)).batch([0]).images.scalars.enumerated()
      .map { index, x in
        let (deviation, mean) = (images.preprocessing.deviation, images.preprocessing.mean)
        return Int(((x * deviation[index / area] + mean[index / area]) * 255).rounded())
      }
  }

  @Test("pixels are the file's numbers, whatever gamma it tells and of how many bits, as in Pillow")
  func plainNumbers() throws {
    for (index, image) in Self.plainColors.enumerated() {
      try write(image, to: "\(index)/train/only/1.png")
      let train = try ImageDataset(folder.path(of: "\(index)"), split: .train)
      #expect(try bytes(train, [3, 1, 2]) == [10, 60, 100, 70, 200, 80], "\(index)")
      // Among grays, by 0.299, 0.587 and 0.114.
      try write(Self.gray, to: "\(index)g/train/only/1.jpg")
      try write(image, to: "\(index)g/test/only/1.png")
      let test = try ImageDataset(folder.path(of: "\(index)g"), split: .test)
      #expect(Set(try bytes(test, [1, 1, 2])) == [84, 68], "\(index)")
    }
  }

  @Test("JPEG with a few bytes too many is read, and one that ends early is not")
  func warnings() throws {
    let sound = try #require(Data(base64Encoded: Self.gray, options: .ignoreUnknownCharacters))
    try write(Self.gray, to: "sound/train/only/1.jpg")
    let expected = try bytes(ImageDataset(folder.path(of: "sound"), split: .train), [1, 8, 8])
    func images(_ data: Data, _ name: String) throws -> ImageDataset {
      try write(data.base64EncodedString(), to: "\(name)/train/only/1.jpg")
      return try ImageDataset(folder.path(of: name), split: .train)
    }
    // Bytes in front of a marker, which is a warning.
    let start = try #require(sound.firstRange(of: Data([0xff, 0xdb])))
    let more = sound[..<start.lowerBound] + Data([0, 0, 0]) + sound[start.lowerBound...]
    #expect(try bytes(images(more, "more"), [1, 8, 8]) == expected)
    #expect(throws: DataError.self) { try images(sound.dropLast(4), "cut") }
  }

  @Test("images of grays alone have one channel")
  func grays() throws {
    try write(Self.gray, to: "train/only/1.jpeg")
    let train = try ImageDataset(folder.path, split: .train)
    #expect((train.channels, train.height, train.width) == (1, 8, 8))
    #expect(abs(train.preprocessing.mean[0] - 100.0 / 255) < 0.01)
  }

  @Test(
    "the test split has as many channels as the train split, and files beside classes are named")
  func alike() throws {
    try write(Self.color, to: "a/train/cat/1.png")
    try write(Self.gray, to: "a/test/cat/1.jpg")
    #expect(try ImageDataset(folder.path(of: "a"), split: .test).channels == 3)
    try write(Self.gray, to: "b/train/cat/1.jpg")
    try write(Self.color, to: "b/test/cat/1.png")
    #expect(try ImageDataset(folder.path(of: "b"), split: .test).channels == 1)
    try write(Self.gray, to: "b/train/list.csv")
    #expect(throws: DataError.self) { try ImageDataset(folder.path(of: "b"), split: .train) }
  }

  @Test("what is no image, or a part of one, is named")
  func hostileFiles() throws {
    try write(Self.color, to: "train/only/1.png")
    let whole = try #require(Data(base64Encoded: Self.color, options: .ignoreUnknownCharacters))
    var large = whole
    // The width of the header: 2³¹ − 1 pixels.
    large.replaceSubrange(16..<20, with: [0x7f, 0xff, 0xff, 0xff])
    for bytes in [Data(), Data("text".utf8), whole.prefix(20), whole.prefix(50), large] {
      try bytes.write(to: URL(fileURLWithPath: folder.path(of: "train/only/2.png")))
      #expect(throws: DataError.self) { try ImageDataset(folder.path, split: .train) }
    }
  }

  @Test("classes that training never met are refused")
  func strangeClasses() throws {
    try write(Self.color, to: "train/cat/1.png")
    try write(Self.color, to: "test/dog/1.png")
    #expect(throws: DataError.self) { try ImageDataset(folder.path, split: .test) }
  }

  @Test("of CIFAR-100's two labels the fine one is the class")
  func cifar100() throws {
    var bytes: [UInt8] = []
    for label in [99, 3] as [UInt8] {
      bytes += [7, label] + [UInt8](repeating: label, count: 3072)
    }
    try folder.file("test.bin", holding: bytes)
    let test = try ImageDataset(folder.path, split: .test)
    #expect((test.name, test.classCount) == ("cifar-100", 100))
    #expect(test.labels == [99, 3])
    try folder.file("test.bin", holding: [0, 100] + bytes.dropFirst(2))
    #expect(throws: DataError.self) { try ImageDataset(folder.path, split: .test) }
  }
}
