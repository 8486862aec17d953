import Tensors

/// The files of MNIST and of data sets made in its manner, packed by gzip or not.
///
/// A magic number says the type and the rank: 00 00 08 (unsigned bytes), then the rank. The extent
/// of each axis follows in four bytes, the most significant first, and then the elements.
///
/// Source: LeCun, Cortes, Burges: The MNIST database, "File formats".
enum IDXFile {
  /// Reads images of one channel.
  static func images(path: String) throws(DataError) -> (height: Int, width: Int, pixels: [UInt8]) {
    var extents: [Int] = []
    let pixels = try elements(of: path, rank: 3, called: "images", extents: &extents)
    return (extents[1], extents[2], pixels)
  }

  /// Reads the labels of images.
  static func labels(path: String) throws(DataError) -> [UInt8] {
    var extents: [Int] = []
    return try elements(of: path, rank: 1, called: "labels", extents: &extents)
  }

  private static func elements(
    of path: String, rank: Int, called name: String, extents: inout [Int]
  ) throws(DataError) -> [UInt8] {
    var read: [Int] = []
    let elements = try ByteSource(path: path).body(headerCount: 4 * (1 + rank)) {
      (header) throws(DataError) in
      let magic = number(header, at: 0)
      guard magic == 0x800 + rank else {
        throw .malformed(
          path: path, expected: "\(name), with the magic number \(0x800 + rank)", found: "\(magic)")
      }
      read = (1...rank).map { number(header, at: 4 * $0) }
      return try count(read, of: path)
    }
    extents = read
    return elements
  }

  /// How many elements there are, where there are some and not too many.
  private static func count(_ extents: [Int], of path: String) throws(DataError) -> Int {
    let text = extents.map(String.init).joined(separator: " × ")
    guard extents.allSatisfy({ $0 > 0 }) else {
      throw .malformed(path: path, expected: "extents above 0", found: text)
    }
    guard let shape = Shape(checking: extents), shape.count <= DataLimits.byteCount,
      shape.count / extents[0] <= DataLimits.imageByteCount
    else {
      throw .tooLarge(
        path: path,
        limit: "\(DataLimits.byteCount) pixels, \(DataLimits.imageByteCount) in an image",
        found: text)
    }
    return shape.count
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> Int {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}
