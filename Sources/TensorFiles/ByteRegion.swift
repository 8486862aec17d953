import FileBytes
import Tensors

#if _endian(big)
  #error("weight files are little-endian, and are read and written without a conversion")
#endif

/// A run of bytes that stay where they are: part of a mapped file, or of memory.
///
/// The unsafe wall of this module: every other file asks here for bytes, by offsets that are
/// checked against ``count``.
struct ByteRegion: Sendable {
  /// The number of bytes.
  let count: Int

  private let address: UInt
  private let owner: any AnyObject & Sendable

  /// All bytes of a file.
  init(_ file: MappedFile) {
    count = file.count
    address = file.address(at: 0)
    owner = file
  }

  /// A copy of the bytes of an array.
  init(_ bytes: [UInt8]) {
    let copy = ByteCopy(bytes)
    count = bytes.count
    address = copy.address
    owner = copy
  }

  private init(count: Int, address: UInt, owner: any AnyObject & Sendable) {
    self.count = count
    self.address = address
    self.owner = owner
  }

  /// The bytes at `offsets`.
  ///
  /// - Precondition: `offsets` lie within the region.
  subscript(offsets: Range<Int>) -> ByteRegion {
    precondition(offsets.lowerBound >= 0 && offsets.upperBound <= count, "\(offsets) in \(count)")
    return ByteRegion(
      count: offsets.count, address: address + UInt(offsets.lowerBound), owner: owner)
  }

  /// The byte at `offset`.
  ///
  /// - Precondition: `offset` lies within the region.
  subscript(offset: Int) -> UInt8 {
    load(at: offset)
  }

  /// The little-endian number at `offset`, whatever its alignment.
  ///
  /// - Precondition: all its bytes lie within the region.
  func load<Number: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, as type: Number.Type = Number.self
  ) -> Number {
    precondition(
      offset >= 0 && offset <= count - MemoryLayout<Number>.size, "\(offset) in \(count)")
    // SAFETY: the precondition keeps the load within the bytes that `owner` keeps alive.
    return withExtendedLifetime(owner) {
      unsafe withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: type) }
    }
  }

  /// A copy of all bytes.
  var bytes: [UInt8] {
    unsafe withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// The bytes as text; `nil` if they are not UTF-8.
  var text: String? {
    unsafe withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
  }

  /// Whether the first bytes are those of an ASCII text.
  func starts(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    return unsafe withUnsafeBytes { bytes in
      unsafe bytes.starts(
        with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
  }

  /// A tensor over the bytes as they lie, without a copy; `nil` if they are not aligned.
  ///
  /// - Precondition: the region holds exactly the `Float` scalars of `shape`.
  func tensor(shape: Shape) -> Tensor? {
    precondition(count == shape.count * MemoryLayout<Float>.size, "\(count) bytes for \(shape)")
    guard count > 0 else { return Tensor(zeros: shape) }
    guard address % UInt(MemoryLayout<Float>.alignment) == 0 else { return nil }
    // SAFETY: the bytes at `address` hold the shape's scalars while `owner` lives, and nobody
    // changes them; any four bytes are a `Float`.
    return unsafe Tensor(shape: shape, borrowedAt: address, from: owner)
  }

  /// Calls `body` with the bytes, which may be used during the call only.
  @unsafe
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    // SAFETY: `owner` keeps `count` readable bytes at `address`.
    withExtendedLifetime(owner) {
      unsafe body(
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
    }
  }
}

/// A copy of bytes at an address that does not change.
private final class ByteCopy: Sendable {
  let address: UInt
  private let count: Int

  init(_ bytes: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    unsafe copy.copyBytes(from: bytes)
    address = UInt(bitPattern: copy.baseAddress)
    count = bytes.count
  }

  deinit {
    // SAFETY: the address and length are those of the allocation in `init`.
    unsafe UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(bitPattern: address), count: count
    ).deallocate()
  }
}
