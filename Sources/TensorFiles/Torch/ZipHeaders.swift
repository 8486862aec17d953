/// One header of a zip archive's directory.
struct ZipDirectoryHeader {
  private let name: String
  private let nameBytes: Range<Int>
  private let flags: UInt16
  private let checksum: UInt32
  private let method: UInt16
  /// The bytes of the data as they lie, and unpacked.
  private let length, unpackedLength: UInt64
  private let localOffset: UInt64
  /// Where the next header begins.
  let end: Int

  /// Reads the header at `offset`, which must end before `limit`.
  init(
    at offset: Int, before limit: Int, of file: ByteRegion, index: Int, allowsDeflation: Bool
  ) throws(ZipFlaw) {
    guard limit - offset >= 46, file.load(at: offset, as: UInt32.self) == 0x0201_4b50 else {
      throw .directoryHeader(offset: offset)
    }
    let nameEnd = offset + 46 + Int(file.load(at: offset + 28, as: UInt16.self))
    let extraEnd = nameEnd + Int(file.load(at: offset + 30, as: UInt16.self))
    end = extraEnd + Int(file.load(at: offset + 32, as: UInt16.self))
    guard end <= limit else { throw .directoryHeader(offset: offset) }
    nameBytes = offset + 46..<nameEnd
    guard let name = file[nameBytes].text, isInnerPath(name) else {
      throw .entryName(index: index)
    }
    self.name = name
    flags = file.load(at: offset + 8)
    // Bits 0, 6 and 13: encryption, strong encryption, masked headers.
    guard flags & 0x2041 == 0 else { throw .encrypted(entry: name) }
    method = file.load(at: offset + 10)
    guard method == 0 || (method == 8 && allowsDeflation) else {
      throw .compressed(entry: name, method: Int(method))
    }
    checksum = file.load(at: offset + 16)
    let numbers = [24, 20, 42].map { UInt64(file.load(at: offset + $0, as: UInt32.self)) }
    guard let wide = widened(numbers, by: file[nameEnd..<extraEnd]) else {
      throw .zip64(entry: name)
    }
    guard wide[0] == wide[1] || method != 0, wide[0] <= UInt64(Int.max) else {
      throw .headersDiffer(entry: name)
    }
    (unpackedLength, length) = (wide[0], wide[1])
    localOffset = wide[2]
  }

  /// The entry that the header describes, after a look at the local header before its data.
  ///
  /// - Parameters:
  ///   - file: the archive.
  ///   - limit: where the data of all entries must have ended.
  /// - Returns: the entry, whose data lie before `limit`.
  /// - Throws: the way in which the two headers, or header and archive, disagree.
  func entry(in file: ByteRegion, before limit: Int) throws(ZipFlaw) -> ZipDirectory.Entry {
    guard localOffset <= UInt64(limit), limit - Int(localOffset) >= 30 else {
      throw .entryBounds(entry: name)
    }
    let offset = Int(localOffset)
    guard file.load(at: offset, as: UInt32.self) == 0x0403_4b50 else {
      throw .localHeader(entry: name)
    }
    let nameEnd = offset + 30 + Int(file.load(at: offset + 26, as: UInt16.self))
    let dataStart = nameEnd + Int(file.load(at: offset + 28, as: UInt16.self))
    guard dataStart <= limit, length <= UInt64(limit - dataStart) else {
      throw .entryBounds(entry: name)
    }
    let numbers = [22, 18].map { UInt64(file.load(at: offset + $0, as: UInt32.self)) }
    guard let lengths = widened(numbers, by: file[nameEnd..<dataStart]) else {
      throw .zip64(entry: name)
    }
    let localChecksum: UInt32 = file.load(at: offset + 14)
    // With bit 3, checksum and lengths follow the data, and the header has zeros for them.
    let isDeferred = flags & 8 != 0 && localChecksum == 0 && lengths == [0, 0]
    let agrees =
      file.load(at: offset + 6, as: UInt16.self) == flags
      && file.load(at: offset + 8, as: UInt16.self) == method
      && file[offset + 30..<nameEnd].bytes == file[nameBytes].bytes
      && (isDeferred || (localChecksum == checksum && lengths == [unpackedLength, length]))
    guard agrees else { throw .headersDiffer(entry: name) }
    return ZipDirectory.Entry(
      name: name, headerOffset: offset, data: dataStart..<dataStart + Int(length),
      byteCount: Int(unpackedLength), isDeflated: method == 8, checksum: checksum)
  }
}

/// 32-bit numbers of a header, each that is all ones replaced by the next one in the zip64 field
/// of `extra`; `nil` if the field is missing, too short, or longer than it must be.
private func widened(_ numbers: [UInt64], by extra: ByteRegion) -> [UInt64]? {
  let wideCount = numbers.count { $0 == 0xffff_ffff }
  guard wideCount > 0 else { return numbers }
  var offset = 0
  while extra.count - offset >= 4 {
    let start = offset + 4
    let length = Int(extra.load(at: offset + 2, as: UInt16.self))
    guard extra.count - start >= length else { return nil }
    offset = start + length
    guard extra.load(at: start - 4, as: UInt16.self) == 1 else { continue }
    guard length == 8 * wideCount else { return nil }
    var next = start
    return numbers.map { number in
      guard number == 0xffff_ffff else { return number }
      defer { next += 8 }
      return extra.load(at: next)
    }
  }
  return nil
}

/// Whether a path stays within the archive on every system.
private func isInnerPath(_ path: String) -> Bool {
  !path.isEmpty && !path.hasPrefix("/")
    && !path.unicodeScalars.contains { $0 == "\\" || $0.value < 0x20 }
    && !path.split(separator: "/", omittingEmptySubsequences: false).contains("..")
}
