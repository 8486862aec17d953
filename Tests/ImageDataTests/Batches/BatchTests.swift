import ImageData
import Randomness
import Tensors
import Testing

@Suite struct BatchTests {
  /// Two images of 28 × 28 whose pixels tell their row and column.
  private let dataset: ImageDataset

  init() {
    var pixels: [UInt8] = []
    for image in 0..<2 {
      for row in 0..<28 {
        for column in 0..<28 { pixels.append(UInt8(100 * image + 3 * row + column)) }
      }
    }
    dataset = ImageDataset(
      name: "sketch",
      LabeledPixels(
        channels: 1, height: 28, width: 28, classCount: 2, pixels: pixels, labels: [1, 0]),
      preprocessing: ImagePreprocessing(mean: [0.2860], deviation: [0.3530]))
  }

  /// The value of a pixel, by the formula.
  private func value(_ byte: Int) -> Float { (Float(byte) / 255 - 0.2860) / 0.3530 }

  private func pixel(_ images: Tensor, _ image: Int, _ channel: Int, _ row: Int, _ column: Int)
    -> Float
  {
    images.scalars[((image * 3 + channel) * 32 + row) * 32 + column]
  }

  @Test func padsNormalizesAndCopiesGrayToThreeChannels() {
    let (images, labels) = dataset.batch([1, 0, 1])
    #expect(images.shape == [3, 3, 32, 32])
    #expect(labels == [0, 1, 0])
    for (place, image) in [1, 0, 1].enumerated() {
      for channel in 0..<3 {
        for (row, column) in [(2, 2), (2, 29), (29, 2), (17, 5), (29, 29)] {
          let byte = 100 * image + 3 * (row - 2) + column - 2
          #expect(pixel(images, place, channel, row, column) == value(byte))
        }
        for (row, column) in [(0, 0), (1, 16), (30, 16), (16, 1), (16, 30), (31, 31)] {
          #expect(pixel(images, place, channel, row, column) == value(0))
        }
      }
    }
  }

  @Test func magnifiesSmallImagesAndLeavesLargeOnes() {
    func dataset(extent: Int) -> ImageDataset {
      ImageDataset(
        name: "",
        LabeledPixels(
          channels: 3, height: extent, width: extent, classCount: 1,
          pixels: (0..<3 * extent * extent).map { UInt8($0 % 251) }, labels: [0]))
    }
    let small = dataset(extent: 10)
    #expect(small.preprocessing.magnification == 3)
    let images = small.batch([0]).images
    // A border of one, then squares of three.
    #expect(pixel(images, 0, 1, 1, 1) == pixel(images, 0, 1, 3, 3))
    #expect(pixel(images, 0, 1, 1, 1) != pixel(images, 0, 1, 1, 4))
    #expect(pixel(images, 0, 2, 0, 16) == pixel(images, 0, 2, 31, 16))
    #expect(dataset(extent: 32).preprocessing.magnification == 1)
    #expect(dataset(extent: 16).preprocessing.magnification == 2)
  }

  @Test func normalizesByTheStatisticsOfItsPixelsRoundedToFourDecimals() {
    let dataset = ImageDataset(
      name: "",
      LabeledPixels(
        channels: 1, height: 1, width: 2, classCount: 1, pixels: [0, 255, 51, 51], labels: [0, 0]))
    // Mean of 0, 1, 0.2, 0.2 and the root of the mean square distance from it.
    #expect(dataset.preprocessing.mean == [0.35])
    #expect(dataset.preprocessing.deviation == [0.3841])
    let black = ImageDataset(
      name: "",
      LabeledPixels(
        channels: 1, height: 1, width: 1, classCount: 1, pixels: [0], labels: [0]))
    #expect(black.batch([0]).images.scalars.allSatisfy { $0 == 0 })
  }

  @Test func mirrorsAndMovesImages() {
    var generator = SplitMix64(seed: 7)
    let places = [Int](repeating: 0, count: 200)
    let augmentation = ImageAugmentation(flips: true, shift: 4)
    let (images, labels) = dataset.batch(places, augmentation: augmentation, using: &generator)
    #expect(labels == [Int](repeating: 1, count: 200))
    var seen: Set<[Int]> = []
    let original = dataset.batch([0]).images
    for place in places.indices {
      // Exactly one flip and move explains every pixel.
      let explanations = [false, true].flatMap { isFlipped in
        (-4...4).flatMap { rows in (-4...4).map { (isFlipped, rows, $0) } }
      }.filter { isFlipped, rows, columns in
        (0..<32).allSatisfy { row in
          (0..<32).allSatisfy { column in
            let (y, x) = (row + rows, (isFlipped ? 31 - column : column) + columns)
            let expected =
              (0..<32) ~= y && (0..<32) ~= x ? pixel(original, 0, 0, y, x) : value(0)
            return pixel(images, place, 2, row, column) == expected
          }
        }
      }
      #expect(explanations.count == 1)
      seen.formUnion(explanations.map { [$0.0 ? 1 : 0, $0.1, $0.2] })
    }
    // Of 162 possibilities, 200 draws find about 115.
    #expect((95...135).contains(seen.count))
  }

  @Test func augmentationFollowsFromTheGenerator() {
    func images(seed: UInt64, _ augmentation: ImageAugmentation) -> Tensor {
      var generator = SplitMix64(seed: seed)
      return dataset.batch([0, 1, 0, 1], augmentation: augmentation, using: &generator).images
    }
    let augmentation = ImageAugmentation(flips: true, shift: 2)
    #expect(images(seed: 1, augmentation) == images(seed: 1, augmentation))
    #expect(images(seed: 1, augmentation) != images(seed: 2, augmentation))
    let nothing = ImageAugmentation(flips: false, shift: 0)
    #expect(images(seed: 1, nothing) == dataset.batch([0, 1, 0, 1]).images)
  }

  @Test func holdsOutImagesThatFollowFromTheSeed() {
    let pixels = (0..<100).map { UInt8($0) }
    let dataset = ImageDataset(
      name: "",
      LabeledPixels(
        channels: 1, height: 1, width: 1, classCount: 100, pixels: pixels, labels: pixels))
    let (train, validation) = dataset.holdingOut(validation: 30, seed: 5)
    #expect((train.count, validation.count) == (70, 30))
    #expect(Set(train.labels).union(validation.labels) == Set(pixels))
    #expect(train.labels == train.labels.sorted())
    #expect(validation.preprocessing == dataset.preprocessing)
    #expect(dataset.holdingOut(validation: 30, seed: 5).validation.labels == validation.labels)
    #expect(dataset.holdingOut(validation: 30, seed: 6).validation.labels != validation.labels)
    #expect(validation.labels.map(Int.init).reduce(0, +) != (0..<30).reduce(0, +))
  }
}
