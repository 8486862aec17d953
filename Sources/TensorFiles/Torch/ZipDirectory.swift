/// The entries of a zip archive whose data are stored as they are, or deflated where that is allowed.
///
/// Whatever the archive says twice must agree: directory and local headers, 32-bit and 64-bit
/// fields, sizes and positions.
///
/// Source: PKWARE's APPNOTE 6.3.3, section 4.
struct ZipDirectory {
  /// A file in the archive.
  struct Entry {
    let name: String
    /// Where the header before the data begins.
    let headerOffset: Int
    /// Where the data lie in the archive.
    let data: Range<Int>
    /// How many bytes the data are, unpacked.
    let byteCount: Int
    let isDeflated: Bool
    let checksum: UInt32
  }

  /// The entries, in the order of the directory.
  let entries: [Entry]

  private let file: ByteRegion
  private let positions: [String: Int]

  /// Reads the directory of the archive that `file` holds.
  ///
  /// - Parameters:
  ///   - file: the archive.
  ///   - allowsDeflation: whether entries may be packed; their data are not unpacked here.
  /// - Throws: `ZipFlaw`.
  init(of file: ByteRegion, allowsDeflation: Bool = false) throws(ZipFlaw) {
    let end = try ZipEndRecord(of: file)
    var entries: [Entry] = []
    var positions: [String: Int] = [:]
    var offset = end.directory.lowerBound
    while offset < end.directory.upperBound {
      let header = try ZipDirectoryHeader(
        at: offset, before: end.directory.upperBound, of: file, index: entries.count,
        allowsDeflation: allowsDeflation)
      let entry = try header.entry(in: file, before: end.directory.lowerBound)
      guard positions.updateValue(entries.count, forKey: entry.name) == nil else {
        throw .duplicateEntry(entry.name)
      }
      entries.append(entry)
      offset = header.end
    }
    guard UInt64(entries.count) == end.entryCount else {
      throw .entryCount(expected: end.entryCount, found: entries.count)
    }
    let inOrder = entries.sorted { $0.headerOffset < $1.headerOffset }
    for (entry, next) in zip(inOrder, inOrder.dropFirst()) {
      guard entry.data.upperBound <= next.headerOffset else {
        throw .overlap(entry: next.name, other: entry.name)
      }
    }
    self.file = file
    self.entries = entries
    self.positions = positions
  }

  /// The data of the entry of this name; `nil` if there is none.
  func data(of name: String) -> ByteRegion? {
    positions[name].map { file[entries[$0].data] }
  }

  /// The data of the entry of this name, after a look at their checksum.
  func checkedData(of name: String) throws(ZipFlaw) -> ByteRegion? {
    guard let position = positions[name] else { return nil }
    let entry = entries[position]
    let data = file[entry.data]
    var check = CRC32(byteCount: data.count)
    check.add(CRC32.remainder(of: data.bytes.span), count: data.count, at: 0)
    guard check.value == entry.checksum else {
      throw .checksum(entry: name, expected: entry.checksum, found: check.value)
    }
    return data
  }
}

/// What the records at the end of a zip archive say.
private struct ZipEndRecord {
  let directory: Range<Int>
  let entryCount: UInt64

  init(of file: ByteRegion) throws(ZipFlaw) {
    guard let position = Self.position(in: file) else { throw .noEndRecord }
    let disks = [file.load(at: position + 4, as: UInt16.self), file.load(at: position + 6)]
    guard disks.allSatisfy({ $0 == 0 || $0 == .max }) else { throw .severalDisks }
    var count = UInt64(file.load(at: position + 10, as: UInt16.self))
    var length = UInt64(file.load(at: position + 12, as: UInt32.self))
    var offset = UInt64(file.load(at: position + 16, as: UInt32.self))
    var end = position
    let diskCount = UInt64(file.load(at: position + 8, as: UInt16.self))
    guard diskCount == count else { throw .severalDisks }
    if let wide = try Self.wideRecord(before: position, in: file) {
      let fits =
        (count == 0xffff || count == wide.count)
        && (length == 0xffff_ffff || length == wide.length)
        && (offset == 0xffff_ffff || offset == wide.offset)
      guard fits else {
        throw .directoryBounds(offset: wide.offset, length: wide.length, fileLength: file.count)
      }
      (count, length, offset, end) = (wide.count, wide.length, wide.offset, wide.position)
    }
    let (directoryEnd, overflow) = offset.addingReportingOverflow(length)
    guard !overflow && directoryEnd == UInt64(end) else {
      throw .directoryBounds(offset: offset, length: length, fileLength: file.count)
    }
    directory = Int(offset)..<end
    entryCount = count
  }

  /// Where the end record stands: its comment must reach to the end of the file.
  private static func position(in file: ByteRegion) -> Int? {
    let last = file.count - 22
    guard last >= 0 else { return nil }
    return (max(0, last - 0xffff)...last).reversed().first { position in
      file[position] == 0x50
        && file.load(at: position, as: UInt32.self) == 0x0605_4b50
        && Int(file.load(at: position + 20, as: UInt16.self)) == last - position
    }
  }

  /// The zip64 end record, if a locator for it stands before the end record.
  private static func wideRecord(
    before end: Int, in file: ByteRegion
  ) throws(ZipFlaw) -> (position: Int, count: UInt64, length: UInt64, offset: UInt64)? {
    let locator = end - 20
    guard locator >= 0, file.load(at: locator, as: UInt32.self) == 0x0706_4b50 else { return nil }
    guard file.load(at: locator + 4, as: UInt32.self) == 0,
      file.load(at: locator + 16, as: UInt32.self) <= 1
    else { throw .severalDisks }
    let position = file.load(at: locator + 8, as: UInt64.self)
    // The record is 56 bytes long and stands just before its locator.
    guard locator >= 56, position == UInt64(locator - 56),
      file.load(at: locator - 56, as: UInt32.self) == 0x0606_4b50,
      file.load(at: locator - 52, as: UInt64.self) == 44
    else { throw .noEndRecord }
    let record = locator - 56
    guard file.load(at: record + 16, as: UInt64.self) == 0,
      file.load(at: record + 24, as: UInt64.self) == file.load(at: record + 32, as: UInt64.self)
    else { throw .severalDisks }
    return (
      record, file.load(at: record + 32), file.load(at: record + 40), file.load(at: record + 48)
    )
  }
}
