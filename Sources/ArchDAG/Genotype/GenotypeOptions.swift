/// What a caller wishes of a network that a genotype or a NAS-Bench cell describes.
///
/// A wish that is `nil` leaves what the description says or, where it says nothing, the default of
/// ``DeepNetsNetwork``, ``NASBench101Cell`` or ``NASBench201Cell``.
public struct GenotypeOptions: Hashable, Sendable {
  /// The width of the first cell in channels.
  public var channels: Int?
  /// How many cells follow each other; in a NAS-Bench network, how many in each stage.
  public var cellCount: Int?
  /// How many classes the network tells apart.
  public var classCount: Int?
  /// The shape of an image.
  public var input: ImageExtents?
  /// What the width is multiplied by at a reduction; not for NAS-Bench networks.
  public var channelMultiplier: Int?
  /// The norm behind convolutions; not for NAS-Bench networks.
  public var normalization: Normalization?

  /// Wishes nothing but what is given.
  ///
  /// - Parameters:
  ///   - channels: the width of the first cell.
  ///   - cellCount: how many cells follow each other, or in each stage.
  ///   - classCount: how many classes the network tells apart.
  ///   - imageSide: the height and width of images of three colors.
  public init(
    channels: Int? = nil, cellCount: Int? = nil, classCount: Int? = nil, imageSide: Int? = nil
  ) {
    self.channels = channels
    self.cellCount = cellCount
    self.classCount = classCount
    input = imageSide.map { ImageExtents(channels: 3, height: $0, width: $0) }
  }
}

extension DeepNetsNetwork {
  /// The same network, changed as `options` wish.
  public func applying(_ options: GenotypeOptions) -> DeepNetsNetwork {
    var network = self
    network.channels = options.channels ?? channels
    network.cellCount = options.cellCount ?? cellCount
    network.classCount = options.classCount ?? classCount
    network.input = options.input ?? input
    network.channelMultiplier = options.channelMultiplier ?? channelMultiplier
    network.normalization = options.normalization ?? normalization
    return network
  }
}
