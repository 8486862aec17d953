import CPNG
import CTurboJPEG
import FileBytes

/// An image in a file of PNG or JPEG: its header is read first, so that nothing is decoded that
/// nobody wants in memory.
struct CodedImage {
  let path: String
  let height: Int
  let width: Int
  /// Whether it has other colors than grays.
  let isColored: Bool
  private let file: MappedFile
  private let format: Format

  private enum Format {
    case png, jpeg
    /// JPEG of four inks, as printers' images are, and some of ImageNet's.
    case inks
  }

  /// The most pixels of an image.
  static let largestCount = 1 << 26

  /// Reads the header of the file at `path`; its contents decide on the format.
  ///
  /// - Throws: ``DataError``, also where the image has too many pixels.
  init(path: String) throws(DataError) {
    do {
      file = try MappedFile(path: path)
    } catch {
      throw .file(error)
    }
    self.path = path
    let header = file.withBytes { bytes -> (Format, Int, Int, Bool)? in
      // SAFETY: the libraries read no byte beyond those that they are told of.
      unsafe bytes.withUnsafeBytes { unsafe Self.header($0) }
    }
    guard let (format, height, width, isColored) = header, height > 0, width > 0 else {
      throw .malformed(path: path, expected: "an image in PNG or JPEG", found: "something else")
    }
    guard width <= Self.largestCount / height else {
      throw .tooLarge(
        path: path, limit: "\(Self.largestCount) pixels in an image", found: "\(height) × \(width)")
    }
    (self.format, self.height, self.width, self.isColored) = (format, height, width, isColored)
  }

  @unsafe
  private static func header(_ bytes: UnsafeRawBufferPointer) -> (Format, Int, Int, Bool)? {
    guard let start = bytes.baseAddress, bytes.count > 8 else { return nil }
    guard unsafe bytes[0] == 0xff && bytes[1] == 0xd8 else {
      var image = unsafe png_image()
      unsafe image.version = UInt32(PNG_IMAGE_VERSION)
      defer { unsafe png_image_free(&image) }
      guard unsafe png_image_begin_read_from_memory(&image, start, bytes.count) != 0 else {
        return nil
      }
      let isColored = unsafe image.format & UInt32(PNG_FORMAT_FLAG_COLOR) != 0
      return unsafe (.png, Int(image.height), Int(image.width), isColored)
    }
    guard let decoder = unsafe tjInitDecompress() else { return nil }
    defer { unsafe tjDestroy(decoder) }
    var (width, height, sampling, colors) = (Int32(0), Int32(0), Int32(0), Int32(0))
    guard
      unsafe tjDecompressHeader3(
        decoder, start.assumingMemoryBound(to: UInt8.self), UInt(bytes.count), &width, &height,
        &sampling, &colors) == 0
    else { return nil }
    let isInks = [TJCS_CMYK, TJCS_YCCK].contains { colors == Int32($0.rawValue) }
    return (
      isInks ? .inks : .jpeg, Int(height), Int(width), colors != Int32(TJCS_GRAY.rawValue)
    )
  }

  /// The pixels (H, W, channels), of one channel or of three.
  ///
  /// What is transparent is black behind. Files that end early are errors.
  ///
  /// - Throws: ``DataError/malformed(path:expected:found:)``.
  func pixels(channels: Int) throws(DataError) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: height * width * channels)
    let isDecoded = file.withBytes { bytes in
      // SAFETY: the array holds a byte for each channel of each pixel of the header's extents, which
      // are those that the libraries are told to write.
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe pixels.withUnsafeMutableBufferPointer { pixels in
          unsafe decode(bytes, into: pixels, isColored: channels == 3)
        }
      }
    }
    guard isDecoded else {
      throw .malformed(path: path, expected: "a whole image", found: "one that cannot be decoded")
    }
    return pixels
  }

  @unsafe
  private func decode(
    _ bytes: UnsafeRawBufferPointer, into pixels: UnsafeMutableBufferPointer<UInt8>,
    isColored: Bool
  ) -> Bool {
    guard let start = bytes.baseAddress, let target = pixels.baseAddress else { return false }
    switch format {
    case .png:
      var image = unsafe png_image()
      unsafe image.version = UInt32(PNG_IMAGE_VERSION)
      defer { unsafe png_image_free(&image) }
      guard unsafe png_image_begin_read_from_memory(&image, start, bytes.count) != 0,
        unsafe Int(image.height) == height, unsafe Int(image.width) == width
      else { return false }
      unsafe image.format = isColored ? UInt32(PNG_FORMAT_FLAG_COLOR) : 0
      var black = png_color()
      return unsafe png_image_finish_read(&image, &black, target, 0, nil) != 0
    case .inks:
      var inks = [UInt8](repeating: 0, count: height * width * 4)
      let isDecoded = unsafe inks.withUnsafeMutableBufferPointer { inks in
        unsafe decode(bytes, as: TJPF_CMYK, into: inks)
      }
      for pixel in 0..<height * width {
        // Red, green and blue of cyan, magenta, yellow and black, as Adobe holds them: 255 is no ink.
        let black = Int(inks[4 * pixel + 3])
        func color(_ ink: Int) -> Int { (Int(inks[4 * pixel + ink]) * black + 127) / 255 }
        guard !isColored else {
          for ink in 0..<3 { unsafe target[3 * pixel + ink] = UInt8(color(ink)) }
          continue
        }
        // The brightness of a color, by ITU-R BT.601.
        unsafe target[pixel] = UInt8(
          (299 * color(0) + 587 * color(1) + 114 * color(2) + 500) / 1000)
      }
      return isDecoded
    case .jpeg:
      return unsafe decode(bytes, as: isColored ? TJPF_RGB : TJPF_GRAY, into: pixels)
    }
  }

  /// Decodes JPEG, each pixel in a format.
  @unsafe
  private func decode(
    _ bytes: UnsafeRawBufferPointer, as format: TJPF, into pixels: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    guard let start = bytes.baseAddress, let target = pixels.baseAddress,
      let decoder = unsafe tjInitDecompress()
    else { return false }
    defer { unsafe tjDestroy(decoder) }
    return unsafe tjDecompress2(
      decoder, start.assumingMemoryBound(to: UInt8.self), UInt(bytes.count), target,
      Int32(width), 0, Int32(height), Int32(format.rawValue), TJFLAG_ACCURATEDCT) == 0
  }

}
