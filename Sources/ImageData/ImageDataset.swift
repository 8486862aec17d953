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
  /// How pixels become the numbers that a network sees.
  public let preprocessing: ImagePreprocessing

  /// The form in which a network takes the images.
  public internal(set) var view: ImageView

  private let images: LabeledPixels

  /// Makes a data set of images that are in memory.
  ///
  /// Without a preprocessing, that of images of this extent with the statistics of these pixels is
  /// taken.
  public init(name: String, _ images: LabeledPixels, preprocessing: ImagePreprocessing? = nil) {
    self.name = name
    self.images = images
    view = .standard(channels: images.channels)
    let (height, width) = (images.height, images.width)
    self.preprocessing =
      preprocessing
      ?? ImagePreprocessing(
        height: height, width: width,
        statistics: PixelStatistics(
          of: images.pixels, channels: images.channels, area: height * width))
  }

  /// The channels of an image: 1 for gray, 3 for red, green and blue.
  public var channels: Int { images.channels }

  /// The rows of an image.
  public var height: Int { images.height }

  /// The columns of an image.
  public var width: Int { images.width }

  /// How many classes there are; every label is below.
  public var classCount: Int { images.classCount }

  /// The class of each image.
  public var labels: [UInt8] { images.labels }

  /// The pixels (N, C, H, W).
  var pixels: [UInt8] { images.pixels }

  /// The number of images.
  public var count: Int { labels.count }

  /// A number that differs, most probably, from that of other images or labels.
  public var fingerprint: UInt64 { fnv1a(pixels, continuing: fnv1a(labels)) }

  /// The images of these indices, in this order; an index may occur more than once.
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
      name: name,
      LabeledPixels(
        channels: channels, height: height, width: width, classCount: classCount, pixels: selected,
        labels: selectedLabels), preprocessing: preprocessing)
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
