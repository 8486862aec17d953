import ImageData
import Tensors
import Testing

/// What a network states of its input decides how it sees images.
@Suite struct ImageViewTests {
  /// One image whose pixels count up, of `channels` channels.
  private func dataset(channels: Int, _ height: Int, _ width: Int) -> ImageDataset {
    ImageDataset(
      name: "sketch",
      LabeledPixels(
        channels: channels, height: height, width: width, classCount: 1,
        pixels: (0..<channels * height * width).map { UInt8($0 % 256) }, labels: [0]),
      preprocessing: ImagePreprocessing(
        mean: Array(repeating: 0, count: channels), deviation: Array(repeating: 1, count: channels))
    )
  }

  @Test(
    "gives images the shape that is stated",
    arguments: [
      (1, [nil, 1, 28, 28], [1, 1, 28, 28]), (1, [8, 3, 28, 28], [1, 3, 28, 28]),
      (1, [nil, 784], [1, 784]), (1, [nil, 3072], [1, 3072]), (1, [nil, 28, 28], [1, 28, 28]),
      (1, [nil, 28, 28, 1], [1, 28, 28, 1]), (3, [nil, 32, 32, 3], [1, 32, 32, 3]),
      (3, [nil, 1, 28, 28], [1, 1, 28, 28]), (3, [nil, 3, 224, 224], [1, 3, 224, 224]),
      (1, [nil, 3, nil, nil], [1, 3, 32, 32]), (1, [nil, nil, nil, nil], [1, 3, 32, 32]),
      (1, [nil, 1, 5, 7], [1, 1, 5, 7]),
    ] as [(Int, [Int?], [Int])])
  func shapes(channels: Int, stated: [Int?], expected: [Int]) throws {
    let images = dataset(channels: channels, 28, 28)
    let viewed = try #require(images.viewed(as: stated))
    #expect(viewed.batch([0]).images.shape.extents == expected)
    #expect([1] + viewed.networkShape.extents == expected)
  }

  @Test(
    "leaves what no rule leads to",
    arguments: [
      (1, [nil, 4, 28, 28]), (3, [nil, 2, 28, 28]), (1, [nil, 77]), (1, [nil, 16, 64]), (1, [nil]),
      (1, [nil, 3, 1 << 20, 1 << 20]), (1, [nil, 1, 0, 28]), (1, [nil, 1, 2, 3, 4]),
      (1, [nil, nil]),
    ] as [(Int, [Int?])])
  func refusals(channels: Int, stated: [Int?]) {
    #expect(dataset(channels: channels, 28, 28).viewed(as: stated) == nil)
  }

  @Test("an image of the stated extents is shown as it is")
  func same() throws {
    let images = try #require(dataset(channels: 1, 4, 4).viewed(as: [nil, 1, 4, 4]))
    #expect(images.batch([0]).images.scalars == (0..<16).map { Float($0) / 255 })
    let flat = try #require(dataset(channels: 1, 4, 4).viewed(as: [nil, 16]))
    #expect(flat.batch([0]).images.scalars == images.batch([0]).images.scalars)
  }

  @Test("a larger image is shrunk to the mean of what each pixel covers")
  func shrunk() throws {
    let images = try #require(dataset(channels: 1, 4, 4).viewed(as: [nil, 1, 2, 2]))
    let expected: [Float] = [2.5, 4.5, 10.5, 12.5]
    for (x, y) in zip(images.batch([0]).images.scalars, expected) {
      #expect(abs(x - y / 255) < 1e-6)
    }
  }

  @Test("a smaller image is magnified whole, in a border of black")
  func magnified() throws {
    let images = try #require(dataset(channels: 1, 2, 2).viewed(as: [nil, 1, 5, 5]))
    let rows: [[Float]] = [
      [0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [2, 2, 3, 3, 0], [2, 2, 3, 3, 0], [0, 0, 0, 0, 0],
    ]
    #expect(images.batch([0]).images.scalars == rows.flatMap { $0 }.map { $0 / 255 })
  }

  @Test("color becomes gray by its luminance, and channels may come last")
  func channels() throws {
    let color = dataset(channels: 3, 1, 2)
    let gray = try #require(color.viewed(as: [nil, 1, 1, 2])).batch([0]).images.scalars
    // Red 0 and 1, green 2 and 3, blue 4 and 5.
    let expected: [Float] = [0.587 * 2 + 0.114 * 4, 0.299 + 0.587 * 3 + 0.114 * 5]
    for (x, y) in zip(gray, expected) { #expect(abs(x - y / 255) < 1e-6) }
    let last = try #require(dataset(channels: 3, 5, 5).viewed(as: [nil, 5, 5, 3])).batch([0]).images
    #expect(last.shape == [1, 5, 5, 3])
    #expect(Array(last.scalars.prefix(3)) == [0, 25, 50].map { Float($0) / 255 })
  }
}
