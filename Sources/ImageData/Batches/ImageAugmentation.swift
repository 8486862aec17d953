/// Changes of an image that leave its class as it is, drawn anew each time.
public struct ImageAugmentation: Hashable, Sendable {
  /// Whether half of the images are mirrored, left to right.
  public var flips: Bool
  /// How many pixels, of those that networks see, an image is moved at most in either direction;
  /// what comes into sight is black.
  public var shift: Int

  /// Makes an augmentation.
  ///
  /// - Precondition: `shift` is not negative.
  public init(flips: Bool = true, shift: Int = 0) {
    precondition(shift >= 0, "a shift of \(shift)")
    self.flips = flips
    self.shift = shift
  }

  /// What happens to one image.
  struct Draw {
    var isFlipped = false
    var rows = 0
    var columns = 0
  }

  /// Draws what happens to an image; the same draws are made whatever comes out of them.
  func draw(using generator: inout some RandomNumberGenerator) -> Draw {
    let isFlipped = generator.next() >> 63 == 1
    let rows = Int(generator.next().multipliedFullWidth(by: UInt64(2 * shift + 1)).high)
    let columns = Int(generator.next().multipliedFullWidth(by: UInt64(2 * shift + 1)).high)
    return Draw(isFlipped: flips && isFlipped, rows: rows - shift, columns: columns - shift)
  }
}
