/// The shape of an image.
public struct ImageExtents: Hashable, Sendable {
  /// How many numbers a pixel has.
  public var channels: Int
  /// How many rows of pixels there are.
  public var height: Int
  /// How many pixels a row has.
  public var width: Int

  /// Makes the shape of an image.
  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Refuses images without pixels, and images beyond any sensible size.
  func validate() throws(ArchitectureError) {
    for extent in [channels, height, width] {
      try Bounds.check(extent, in: 1...65_536, "input")
    }
  }
}

/// In JSON a list of channels, height and width.
extension ImageExtents: Codable {
  public init(from decoder: any Decoder) throws {
    let extents = try decoder.singleValueContainer().decode([Int].self)
    guard extents.count == 3 else {
      throw ArchitectureError.malformed(
        location: jsonLocation(decoder.codingPath), expected: "channels, height and width",
        found: "\(extents.count) numbers")
    }
    self.init(channels: extents[0], height: extents[1], width: extents[2])
  }

  public func encode(to encoder: any Encoder) throws {
    try [channels, height, width].encode(to: encoder)
  }
}
