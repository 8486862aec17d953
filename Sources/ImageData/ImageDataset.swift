import Randomness

/// Labeled images, as bytes.
///
/// ```swift
/// let test = try ImageDataset("fashion-mnist", split: .test)
/// let (images, labels) = test.batch(Array(0..<64))   // (64, 3, 32, 32)
/// ```
public struct ImageDataset: Sendable {
  /// What reports call the data set.
  public let name: String
  /// The channels of an image: 1 for gray, 3 for red, green and blue.
  public let channels: Int
  /// The rows of an image.
  public let height: Int
  /// The columns of an image.
  public let width: Int
  /// How many classes there are; every label is below.
  public let classCount: Int
  /// The class of each image.
  public let labels: [UInt8]
  /// How pixels become the numbers that a network sees.
  public let preprocessing: ImagePreprocessing

  /// The form in which a network takes the images.
  public internal(set) var view: ImageView

  /// The pixels (N, C, H, W).
  let pixels: [UInt8]

  /// Makes a data set of images that are in memory.
  ///
  /// Pixels are (N, `channels`, `height`, `width`), 0 for black and 255 for white. Without a
  /// preprocessing, that of images of this extent with the statistics of these pixels is taken.
  ///
  /// - Precondition: there are as many pixels as labels and extents say, at least one, and every
  ///   label is below `classCount`.
  public init(
    name: String, channels: Int, height: Int, width: Int, classCount: Int, pixels: [UInt8],
    labels: [UInt8], preprocessing: ImagePreprocessing? = nil
  ) {
    precondition(
      channels > 0 && height > 0 && width > 0 && !labels.isEmpty
        && pixels.count == labels.count * channels * height * width,
      "\(pixels.count) pixels for \(labels.count) images of \(channels) × \(height) × \(width)")
    precondition(labels.allSatisfy { $0 < classCount }, "a label of \(classCount) or more")
    self.name = name
    self.channels = channels
    self.height = height
    self.width = width
    self.classCount = classCount
    self.labels = labels
    self.pixels = pixels
    view = .standard(channels: channels)
    self.preprocessing =
      preprocessing
      ?? ImagePreprocessing(
        height: height, width: width,
        statistics: PixelStatistics(of: pixels, channels: channels, area: height * width))
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// The images at these places, in this order; a place may occur more than once.
  public func selecting(_ indices: some Sequence<Int>) -> ImageDataset {
    let length = channels * height * width
    var selected: [UInt8] = []
    var selectedLabels: [UInt8] = []
    selected.reserveCapacity(indices.underestimatedCount * length)
    for index in indices {
      selected += pixels[index * length..<(index + 1) * length]
      selectedLabels.append(labels[index])
    }
    var dataset = ImageDataset(
      name: name, channels: channels, height: height, width: width, classCount: classCount,
      pixels: selected, labels: selectedLabels, preprocessing: preprocessing)
    dataset.view = view
    return dataset
  }

  /// The data set without some images that are drawn at random, and those images: to tune by them
  /// what must not be tuned by the test split.
  ///
  /// Both parts keep the order of the images.
  ///
  /// - Precondition: both parts have at least one image.
  public func holdingOut(
    validation count: Int, seed: UInt64
  ) -> (train: ImageDataset, validation: ImageDataset) {
    precondition(0 < count && count < self.count, "\(count) of \(self.count) images held out")
    let order = SplitMix64.shuffledIndices(count: self.count, seed: seed)
    let heldOut = order.prefix(count).sorted()
    let kept = order.dropFirst(count).sorted()
    return (selecting(kept), selecting(heldOut))
  }
}
