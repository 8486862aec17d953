import Foundation
import ImageData
import Tensors
import TestSupport
import Testing

/// Data sets in NumPy's arrays.
@Suite struct ArrayPairTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// The bytes of a file, as NumPy writes them.
  private func array(
    _ type: String, _ shape: String, _ body: [UInt8], isByColumns: Bool = false
  ) -> [UInt8] {
    let order = isByColumns ? "True" : "False"
    var header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(shape)), }"
    while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    let length = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)]
      + Array(header.utf8) + body
  }

  @Test(
    "images may have channels in front, behind, or none",
    arguments: [
      ("2, 5, 5", 1, [0, 1]), ("2, 5, 5, 1", 1, [0, 1]), ("2, 1, 5, 5", 1, [0, 1]),
    ] as [(String, Int, [UInt8])])
  func shapes(shape: String, channels: Int, first: [UInt8]) throws {
    try folder.file("x_test.npy", holding: array("|u1", shape, (0..<50).map { UInt8($0) }))
    try folder.file(
      "y_test.npy",
      holding: array("<i8", "2,", [3, 0, 0, 0, 0, 0, 0, 0, 9] + Array(repeating: 0, count: 7)))
    let test = try ImageDataset(folder.path, split: .test)
    #expect((test.channels, test.height, test.width) == (channels, 5, 5))
    #expect((test.labels, test.classCount) == ([3, 9], 10))
  }

  @Test("arrays by columns, and numbers whose first byte is the highest, are read as what they are")
  func otherOrders() throws {
    // Two images of 5 × 5 pixels, of which the first has the even numbers.
    try folder.file(
      "x_train.npy", holding: array("|u1", "2, 5, 5", (0..<50).map { UInt8($0) }, isByColumns: true)
    )
    try folder.file("y_train.npy", holding: array(">i4", "2,", [0, 0, 0, 7, 0, 0, 0, 1]))
    let train = try ImageDataset(folder.path, split: .train)
    #expect(train.labels == [7, 1])
    let scalars = try #require(train.viewed(as: [nil, 1, 5, 5])).batch([1]).images.scalars
    let bytes = scalars.map {
      Int((($0 * train.preprocessing.deviation[0] + train.preprocessing.mean[0]) * 255).rounded())
    }
    // Pixel (row, column) of image i is i + 2 · row + 10 · column.
    #expect(bytes == (0..<25).map { 1 + 2 * ($0 / 5) + 10 * ($0 % 5) })
  }

  @Test("channels that come last are put in front")
  func channelsLast() throws {
    let pixels = (0..<75).map { UInt8($0) }
    try folder.file("train_images.npy", holding: array("|u1", "1, 5, 5, 3", pixels))
    try folder.file("train_labels.npy", holding: array("|u1", "1, 1", [0]))
    let train = try ImageDataset(folder.path, split: .train)
    let scalars = try #require(train.viewed(as: [nil, 3, 5, 5])).batch([0]).images.scalars
    let second = scalars[25] * train.preprocessing.deviation[1] + train.preprocessing.mean[1]
    #expect(abs(second * 255 - 1) < 1e-3)
  }

  @Test(
    "files that lie are refused",
    arguments: [
      ("|u1", "2, 5, 6", 50), ("|u1", "9223372036854775807, 9, 9", 50), ("|u1", "-2, 5, 5", 50),
      ("<f4", "2, 5, 5", 200), ("|u1", "2, 0, 5", 0), ("|u1", "50,", 50), ("|O", "2, 5, 5", 50),
      ("|u1", "2, x, 5", 50),
    ])
  func hostile(type: String, shape: String, count: Int) throws {
    try folder.file(
      "x_test.npy", holding: array(type, shape, [UInt8](repeating: 0, count: count)))
    try folder.file("y_test.npy", holding: array("|u1", "2,", [0, 1]))
    #expect(throws: DataError.self) { try ImageDataset(folder.path, split: .test) }
  }

  @Test func labelsThatDoNotFitAreRefused() throws {
    try folder.file(
      "x_test.npy", holding: array("|u1", "2, 5, 5", [UInt8](repeating: 0, count: 50)))
    for labels in [
      array("|u1", "1,", [0]), array("<i2", "2,", [0, 1, 2, 0]), Array("text".utf8),
      array("|i1", "2,", [0, 255]),
    ] {
      try folder.file("y_test.npy", holding: labels)
      #expect(throws: DataError.self) { try ImageDataset(folder.path, split: .test) }
    }
  }

  @Test("the classes are the train split's, and a test split with others is refused by label")
  func classesOfSplits() throws {
    let pixels = [UInt8](repeating: 9, count: 50)
    try folder.file("x_train.npy", holding: array("|u1", "2, 5, 5", pixels))
    try folder.file("y_train.npy", holding: array("|u1", "2,", [0, 3]))
    try folder.file("x_test.npy", holding: array("|u1", "2, 5, 5", pixels))
    try folder.file("y_test.npy", holding: array("|u1", "2,", [0, 2]))
    #expect(try ImageDataset(folder.path, split: .test).classCount == 4)
    let labels = try folder.file("y_test.npy", holding: array("|u1", "2,", [0, 4]))
    #expect(
      throws: DataError.malformed(
        path: labels, expected: "labels of the 4 classes 0 to 3", found: "4 of image 1")
    ) { try ImageDataset(folder.path, split: .test) }
    let images = try folder.file(
      "x_test.npy", holding: array("|u1", "2, 5, 4", pixels.dropLast(10)))
    #expect(
      throws: DataError.malformed(
        path: images, expected: "images of 1 × 5 × 5 as in the train split", found: "1 × 5 × 4")
    ) { try ImageDataset(folder.path, split: .test) }
  }

  @Test("numbers that are no bytes are named by their type alone")
  func floats() throws {
    let path = try folder.file(
      "x_train.npy", holding: array("<f8", "1, 5, 5", [UInt8](repeating: 0, count: 200)))
    try folder.file("y_train.npy", holding: array("|u1", "1,", [0]))
    #expect(
      throws: DataError.malformed(
        path: path, expected: "whole numbers, such as images of bytes (uint8)",
        found: "numbers of type '<f8'")
    ) { try ImageDataset(folder.path, split: .train) }
  }

  @Test("splits with different channels are refused")
  func channelsOfSplits() throws {
    try folder.file(
      "x_train.npy", holding: array("|u1", "1, 5, 5", [UInt8](repeating: 9, count: 25)))
    try folder.file("y_train.npy", holding: array("|u1", "1,", [0]))
    try folder.file(
      "x_test.npy", holding: array("|u1", "1, 3, 5, 5", [UInt8](repeating: 9, count: 75)))
    try folder.file("y_test.npy", holding: array("|u1", "1,", [0]))
    #expect(throws: DataError.self) { try ImageDataset(folder.path, split: .test) }
  }

  /// What Python's `numpy.savez` and `numpy.savez_compressed` made of two images of 2 × 2 pixels.
  private static let archives = [
    """
    UEsDBC0AAAAAAAAAIQDCyrcV//////////8LABQAeF90cmFpbi5ucHkBABAAiAAAAAAAAACIAAAAAAAAAJNOVU1QWQEA
    dgB7J2Rlc2NyJzogJ3x1MScsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAyLCAyKSwgfSAgICAg
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAoUHigyPEZQSwMELQAAAAAA
    AAAhAHH7Oav//////////wsAFAB5X3RyYWluLm5weQEAEACQAAAAAAAAAJAAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3In
    OiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAg
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAAAAAAAAAAAAUEsBAi0DLQAAAAAA
    AAAhAMLKtxWIAAAAiAAAAAsAAAAAAAAAAAAAAIABAAAAAHhfdHJhaW4ubnB5UEsBAi0DLQAAAAAAAAAhAHH7OauQAAAA
    kAAAAAsAAAAAAAAAAAAAAIABxQAAAHlfdHJhaW4ubnB5UEsFBgAAAAACAAIAcgAAAJIBAAAAAA==
    """,
    """
    UEsDBC0AAAAIAAAAIQDCyrcV//////////8LABQAeF90cmFpbi5ucHkBABAAiAAAAAAAAABPAAAAAAAAAJvsF+obEMnI
    UMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CiCkqaNQq0Ae4GLgEpHTMLJx
    AwBQSwMELQAAAAgAAAAhAHH7Oav//////////wsAFAB5X3RyYWluLm5weQEAEACQAAAAAAAAAEgAAAAAAAAAm+wX6hsQ
    ychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOgq1ChQALkYGVAAAUEsB
    Ai0DLQAAAAgAAAAhAMLKtxVPAAAAiAAAAAsAAAAAAAAAAAAAAIABAAAAAHhfdHJhaW4ubnB5UEsBAi0DLQAAAAgAAAAh
    AHH7OatIAAAAkAAAAAsAAAAAAAAAAAAAAIABjAAAAHlfdHJhaW4ubnB5UEsFBgAAAAACAAIAcgAAABEBAAAAAA==
    """,
  ]

  @Test("an archive holds all arrays, packed or not", arguments: archives)
  func archive(base64: String) throws {
    let bytes = try #require(Data(base64Encoded: base64, options: .ignoreUnknownCharacters))
    let path = folder.path(of: "tiny.npz")
    try bytes.write(to: URL(fileURLWithPath: path))
    let train = try ImageDataset(path, split: .train)
    #expect((train.name, train.channels, train.height, train.width) == ("tiny.npz", 1, 2, 2))
    #expect((train.labels, train.classCount) == ([1, 0], 2))
    let scalars = try #require(train.viewed(as: [nil, 1, 2, 2])).batch([0, 1]).images.scalars
    let found = scalars.map { x in
      Int(((x * train.preprocessing.deviation[0] + train.preprocessing.mean[0]) * 255).rounded())
    }
    #expect(found == [0, 10, 20, 30, 40, 50, 60, 70])
    // There is no test split in it.
    #expect(throws: DataError.self) { try ImageDataset(path, split: .test) }
    for place in stride(from: 0, to: bytes.count, by: 7) {
      var other = bytes
      other[place] ^= 0x55
      try other.write(to: URL(fileURLWithPath: path))
      // Whatever it says, it is refused or read, and never more than read.
      if let read = try? ImageDataset(path, split: .train) { #expect(read.count == 2) }
    }
  }
}
