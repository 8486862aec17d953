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
    let status = unsafe tjDecompressHeader3(
      decoder, start.assumingMemoryBound(to: UInt8.self), UInt(bytes.count), &width, &height,
      &sampling, &colors)
    guard unsafe status == 0 || tjGetErrorCode(decoder) == Int32(TJERR_WARNING.rawValue) else {
      return nil
    }
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
    guard let target = pixels.baseAddress else { return false }
    switch format {
    case .png:
      guard self.isColored && !isColored else {
        return unsafe decodePNG(bytes, into: target, isColored: isColored)
      }
      var colors = [UInt8](repeating: 0, count: height * width * 3)
      let isDecoded = unsafe colors.withUnsafeMutableBufferPointer { colors in
        unsafe decodePNG(bytes, into: colors.baseAddress, isColored: true)
      }
      for pixel in 0..<height * width {
        unsafe target[pixel] = Self.brightness(
          Int(colors[3 * pixel]), Int(colors[3 * pixel + 1]), Int(colors[3 * pixel + 2]))
      }
      return isDecoded
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
        unsafe target[pixel] = Self.brightness(color(0), color(1), color(2))
      }
      return isDecoded
    case .jpeg:
      return unsafe decode(bytes, as: isColored ? TJPF_RGB : TJPF_GRAY, into: pixels)
    }
  }

  /// The brightness of a color, by ITU-R BT.601.
  private static func brightness(_ red: Int, _ green: Int, _ blue: Int) -> UInt8 {
    UInt8((299 * red + 587 * green + 114 * blue + 500) / 1000)
  }

  /// Decodes PNG to the numbers that stand in the file, of 16 bits the upper eight.
  @unsafe
  private func decodePNG(
    _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<UInt8>?, isColored: Bool
  ) -> Bool {
    // What the file says of its colors as a screen shows them would change its numbers.
    let plain = unsafe Self.withoutColorSpace(bytes)
    var image = unsafe png_image()
    unsafe image.version = UInt32(PNG_IMAGE_VERSION)
    defer { unsafe png_image_free(&image) }
    return unsafe plain.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        unsafe png_image_begin_read_from_memory(&image, start, bytes.count) != 0,
        unsafe Int(image.height) == height, unsafe Int(image.width) == width
      else { return false }
      unsafe image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
      unsafe image.format = isColored ? UInt32(PNG_FORMAT_FLAG_COLOR) : 0
      var black = png_color()
      return unsafe png_image_finish_read(&image, &black, target, 0, nil) != 0
    }
  }

  /// The bytes of PNG without the chunks that tell a gamma or a profile.
  ///
  /// Source: PNG specification, sections 5.3 and 11.3.2: a chunk is its length in four bytes, its name in
  /// four, its bytes, and a checksum of four.
  private static func withoutColorSpace(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var plain = unsafe [UInt8](bytes.prefix(8))
    var start = 8
    while start + 12 <= bytes.count {
      let length = unsafe bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = min(bytes.count, start + 12 + length)
      let name = unsafe String(decoding: bytes[start + 4..<start + 8], as: UTF8.self)
      if !["gAMA", "cHRM", "sRGB", "iCCP"].contains(name) {
        unsafe plain.append(contentsOf: bytes[start..<end])
      }
      start = end
    }
    unsafe plain.append(contentsOf: bytes[min(start, bytes.count)...])
    return plain
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
    let status = unsafe tjDecompress2(
      decoder, start.assumingMemoryBound(to: UInt8.self), UInt(bytes.count), target,
      Int32(width), 0, Int32(height), Int32(format.rawValue), TJFLAG_ACCURATEDCT)
    // Of an image that ends early the rest is gray; other warnings, as of bytes too many, change nothing.
    return unsafe status == 0
      || tjGetErrorCode(decoder) == Int32(TJERR_WARNING.rawValue) && hasEnd(bytes)
  }

  /// Whether the mark of JPEG's end stands behind the last begin of a scan.
  private func hasEnd(_ bytes: UnsafeRawBufferPointer) -> Bool {
    for index in stride(from: bytes.count - 2, through: 0, by: -1)
    where unsafe bytes[index] == 0xff {
      if unsafe bytes[index + 1] == 0xd9 { return true }
      if unsafe bytes[index + 1] == 0xda { return false }
    }
    return false
  }
}
