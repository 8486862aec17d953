import Foundation
import ImageData
import Tensors
import TestSupport
import Testing

@Suite struct ImageDatasetFilesTests {
  /// scikit-learn's digits, which the package ships.
  static let digits = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Examples/digits").path

  @Test func readsTheDigitsThatThePackageShips() throws {
    let train = try ImageDataset(Self.digits, split: .train)
    let test = try ImageDataset(Self.digits, split: .test)
    #expect((train.count, test.count) == (1437, 360))
    #expect((train.channels, train.height, train.width, train.classCount) == (1, 8, 8, 10))
    #expect(train.name == "digits")
    #expect(train.labels.prefix(12) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    // As scikit-learn gives them: the first image's first row is 0 0 5 13 9 1 0 0, of 16.
    let (images, labels) = train.batch([0])
    #expect(images.shape == [1, 3, 32, 32])
    #expect(labels == [0])
    let (mean, deviation) = (train.preprocessing.mean[0], train.preprocessing.deviation[0])
    for (column, level) in [0, 0, 5, 13, 9, 1, 0, 0].enumerated() {
      let gray = images.scalars[4 * column] * deviation + mean
      #expect(abs(gray - Float(level) / 16) < 0.5 / 255 + 1e-6)
    }
    // Both splits are normalized alike: by the train split.
    #expect(test.preprocessing == train.preprocessing)
    #expect(train.preprocessing.magnification == 4)
  }

  @Test("reads MNIST-style files under each of their names", arguments: ["-idx", ".idx"])
  func names(separator: String) throws {
    let folder = try TemporaryDirectory()
    let (images, labels) = idxPair(count: 20, extent: 28)
    _ = try folder.file("t10k-images\(separator)3-ubyte.gz", holding: gzip(images))
    _ = try folder.file("t10k-labels\(separator)1-ubyte", holding: labels)
    let dataset = try ImageDataset(folder.path, split: .test)
    #expect(dataset.count == 20)
    #expect(dataset.labels == (0..<20).map { UInt8($0 % 10) })
    // Packed or not, the bytes are the same.
    _ = try folder.file("train-images\(separator)3-ubyte", holding: images)
    _ = try folder.file("train-labels\(separator)1-ubyte.gz", holding: gzip(labels))
    let plain = try ImageDataset(folder.path, split: .train)
    #expect(plain.batch([3, 19]).images == dataset.batch([3, 19]).images)
  }

  @Test("the classes are the train split's, also where the test split has fewer")
  func classesOfSplits() throws {
    let folder = try TemporaryDirectory()
    for (split, count) in [("train", 4), ("t10k", 3)] {
      let (images, labels) = idxPair(count: count, extent: 8)
      _ = try folder.file("\(split)-images-idx3-ubyte", holding: images)
      _ = try folder.file("\(split)-labels-idx1-ubyte", holding: labels)
    }
    #expect(try ImageDataset(folder.path, split: .test).classCount == 4)
    let path = try folder.file(
      "t10k-labels-idx1-ubyte", holding: idx(magic: 0x801, [3], [0, 1, 4]))
    #expect(
      throws: DataError.malformed(
        path: path, expected: "labels of the 4 classes 0 to 3", found: "4 of image 2")
    ) { try ImageDataset(folder.path, split: .test) }
  }

  @Test func readsCIFAR10() throws {
    let folder = try TemporaryDirectory()
    func record(_ label: UInt8) -> [UInt8] {
      [label] + (0..<3).flatMap { [UInt8](repeating: 10 * label + $0, count: 1024) }
    }
    for number in 1...5 {
      _ = try folder.file(
        "data_batch_\(number).bin", holding: record(UInt8(number)) + record(0))
    }
    _ = try folder.file("test_batch.bin", holding: record(9))
    let train = try ImageDataset(folder.path, split: .train)
    #expect(train.labels == [1, 0, 2, 0, 3, 0, 4, 0, 5, 0])
    let test = try ImageDataset(folder.path, split: .test)
    #expect(test.labels == [9])
    let (images, _) = test.batch([0])
    // The customary mean and deviation of each channel.
    for (channel, (mean, deviation)) in [
      (0.4914, 0.2470), (0.4822, 0.2435), (0.4465, 0.2616),
    ].enumerated() {
      let value = (Double(90 + channel) / 255 - mean) / deviation
      #expect(abs(Double(images.scalars[channel * 1024 + 500]) - value) < 1e-5)
    }
  }

  @Test func saysHowToGetFashionMNIST() throws {
    let folder = try TemporaryDirectory()
    let error = #expect(throws: DataError.self) {
      try ImageDataset(fashionMNIST: folder.path, split: .test)
    }
    #expect(error?.description == "\(folder.path): expected Fashion-MNIST's files, found none")
    #expect(error?.suggestion == "install them with: apt-get install dataset-fashion-mnist")
  }

  @Test(
    "Fashion-MNIST has its published size, mean and deviation",
    .enabled(
      if: FileManager.default.fileExists(atPath: ImageDataset.fashionMNISTFolder),
      "needs Debian's package dataset-fashion-mnist: make data"))
  func fashionMNIST() throws {
    let test = try ImageDataset("fashion-mnist", split: .test)
    #expect((test.count, test.classCount, test.height) == (10_000, 10, 28))
    #expect(test.labels.prefix(10) == [9, 2, 1, 1, 6, 1, 4, 6, 5, 7])
    // The constants that are known by its name are those that its folder would be given.
    let unnamed = try ImageDataset(ImageDataset.fashionMNISTFolder, split: .test)
    #expect(unnamed.preprocessing == test.preprocessing)
    #expect(test.preprocessing.mean == [0.2860])
    #expect(test.preprocessing.deviation == [0.3530])
  }
}
