public import Tensors

/// The form in which a network takes images: channels, rows and columns, and how they lie.
///
/// An image is fitted to it by these rules, in this order:
///
/// 1. An image that is larger than the view, along either axis, is shrunk to its extents: each pixel
///    is the mean of those that it covers.
/// 2. A smaller one is magnified, each pixel to a square, as often as it fits whole.
/// 3. What is missing on the sides is black.
/// 4. Gray is repeated in three channels; of red, green and blue, gray is 0.299, 0.587 and 0.114.
public struct ImageView: Hashable, Sendable {
  /// How an image lies in the tensor that a network is fed.
  public enum Layout: Hashable, Sendable {
    /// (N, C, H, W).
    case channelsFirst
    /// (N, H, W, C).
    case channelsLast
    /// (N, H, W), of one channel.
    case withoutChannels
    /// (N, C·H·W).
    case flat
  }

  /// The channels of an image: 1, 3, or as many as the images have.
  public let channels: Int
  /// The rows of an image.
  public let height: Int
  /// The columns of an image.
  public let width: Int
  /// How an image lies in the tensor.
  public let layout: Layout

  /// The most numbers of an image.
  public static let largestCount = 1 << 26

  /// Makes a view.
  ///
  /// - Precondition: the extents are positive, and their product is at most ``largestCount``.
  public init(channels: Int, height: Int, width: Int, layout: Layout = .channelsFirst) {
    let count = Shape(checking: [channels, height, width])?.count
    precondition(
      count.map { (1...Self.largestCount).contains($0) } ?? false,
      "images of \(channels) × \(height) × \(width)")
    self.channels = channels
    self.height = height
    self.width = width
    self.layout = layout
  }

  /// The view of networks that state none: 32 × 32 pixels, gray in three channels.
  static func standard(channels: Int) -> ImageView {
    ImageView(
      channels: channels == 1 ? 3 : channels, height: ImagePreprocessing.extent,
      width: ImagePreprocessing.extent)
  }

  /// The shape of an image in the tensor, without the axis of the batch.
  public var shape: Shape {
    switch layout {
    case .channelsFirst: [channels, height, width]
    case .channelsLast: [height, width, channels]
    case .withoutChannels: [height, width]
    case .flat: [channels * height * width]
    }
  }
}

extension ImageDataset {
  /// The same images, as a network that states these extents takes them.
  ///
  /// - Parameter extents: what the network states of its input, with the axis of the batch; `nil`
  ///   for an extent that it leaves open.
  /// - Returns: `nil` if no rule leads from these images to that.
  public func viewed(as extents: [Int?]) -> ImageDataset? {
    guard let view = view(for: extents) else { return nil }
    var dataset = self
    dataset.view = view
    return dataset
  }

  /// The extents of images as networks take them that leave some of these open.
  ///
  /// - Parameter stated: three extents that a network states behind that of the batch; `nil` for one that
  ///   it leaves open.
  /// - Returns: the three extents, all of them known.
  public static func usualExtents(where stated: [Int?]) -> [Int?] {
    let isChannelsLast = isChannelsLast(stated)
    return stated.enumerated().map { axis, extent in
      extent ?? (axis == (isChannelsLast ? 2 : 0) ? 3 : ImagePreprocessing.extent)
    }
  }

  /// Whether the last of three extents is that of channels: few numbers, and not first.
  private static func isChannelsLast(_ extents: [Int?]) -> Bool {
    (extents.last ?? nil).map { $0 <= 4 } ?? false && (extents.first ?? nil).map { $0 > 4 } ?? false
  }

  /// The same images in the view of others; in their own where these have channels that it cannot
  /// show.
  public func viewed(alike other: ImageDataset) -> ImageDataset {
    guard canShow(channels: other.view.channels) else { return self }
    var dataset = self
    dataset.view = other.view
    return dataset
  }

  /// Whether a rule leads from the channels of these images to so many.
  private func canShow(channels wanted: Int) -> Bool {
    wanted == channels || (channels == 1 && wanted == 3) || (channels == 3 && wanted == 1)
  }

  /// The view that a network of these input extents wants.
  private func view(for extents: [Int?]) -> ImageView? {
    let inner = extents.dropFirst()
    switch extents.count {
    case 2: return inner.first.flatMap { $0 }.flatMap(flatView)
    case 3:
      // Tokens have other extents than sides of an image.
      guard let side = extents[1], extents[2] == side else { return nil }
      return checked(1, side, side, .withoutChannels)
    case 4:
      if Self.isChannelsLast(Array(inner)) {
        return checked(extents[3], extents[1], extents[2], .channelsLast)
      }
      return checked(extents[1], extents[2], extents[3], .channelsFirst)
    default: return nil
    }
  }

  /// That of so many numbers: these images as they are, or square ones of one or three channels.
  private func flatView(_ count: Int) -> ImageView? {
    guard count <= ImageView.largestCount else { return nil }
    if count == channels * height * width {
      return checked(channels, height, width, .flat)
    }
    for channels in [1, 3] where count > 0 && count % channels == 0 {
      let side = Int(Double(count / channels).squareRoot())
      if side * side * channels == count { return checked(channels, side, side, .flat) }
    }
    return nil
  }

  private func checked(
    _ channels: Int?, _ height: Int?, _ width: Int?, _ layout: ImageView.Layout
  ) -> ImageView? {
    let standard = ImagePreprocessing.extent
    let own = self.channels
    let wanted = channels ?? (own == 1 ? 3 : own)
    let (height, width) = (height ?? standard, width ?? standard)
    guard canShow(channels: wanted), let count = Shape(checking: [wanted, height, width])?.count,
      (1...ImageView.largestCount).contains(count)
    else { return nil }
    return ImageView(channels: wanted, height: height, width: width, layout: layout)
  }
}
