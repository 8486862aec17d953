/// Images of one extent as bytes, and the class of each.
public struct LabeledPixels: Sendable {
  /// The channels of an image: 1 for gray, 3 for red, green and blue.
  public let channels: Int
  /// The rows of an image.
  public let height: Int
  /// The columns of an image.
  public let width: Int
  /// How many classes there are; every label is below.
  public let classCount: Int
  /// The pixels (N, `channels`, `height`, `width`), 0 for black and 255 for white.
  public let pixels: [UInt8]
  /// The class of each image (N).
  public let labels: [UInt8]

  /// States what the bytes are.
  ///
  /// - Precondition: there are as many pixels as labels and extents say, at least one, and every
  ///   label is below `classCount`.
  public init(
    channels: Int, height: Int, width: Int, classCount: Int, pixels: [UInt8], labels: [UInt8]
  ) {
    precondition(
      channels > 0 && height > 0 && width > 0 && !labels.isEmpty
        && pixels.count == labels.count * channels * height * width,
      "\(pixels.count) pixels for \(labels.count) images of \(channels) × \(height) × \(width)")
    precondition(labels.allSatisfy { $0 < classCount }, "a label of \(classCount) or more")
    self.channels = channels
    self.height = height
    self.width = width
    self.classCount = classCount
    self.pixels = pixels
    self.labels = labels
  }
}
