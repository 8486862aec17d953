/// The sizes beyond which a file is refused before memory is taken for it.
enum DataLimits {
  /// The most bytes of pixels in a data set.
  static let byteCount = 1 << 30
  /// The most bytes of pixels in an image.
  static let imageByteCount = 1 << 22
}
