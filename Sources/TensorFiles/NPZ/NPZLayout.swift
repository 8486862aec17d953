import Tensors

/// Where everything stands in an npz archive: a zip archive of stored `.npy` files.
///
/// Sizes, offsets and counts beyond 32 (16) bits go to the zip64 fields.
///
/// Source: PKWARE's APPNOTE 6.3.3, section 4; NumPy's format description, NEP 1.
package struct NPZLayout {
  /// One `.npy` file in the archive.
  struct Member {
    var entry: TensorEntry
    var offset: Int
    var npyHeader: [UInt8]
    /// The length of the `.npy` file.
    var byteCount: Int

    var fileName: [UInt8] { Array("\(entry.name).npy".utf8) }
    var dataOffset: Int { offset + localHeader(check: 0).count + npyHeader.count }
    var end: Int { offset + localHeader(check: 0).count + byteCount }
  }

  let members: [Member]

  /// Where the data end and the directory begins.
  package var directoryOffset: Int { members.last?.end ?? 0 }

  /// Lays out the archive; names are known to be distinct and to fit.
  package init(_ entries: [TensorEntry]) {
    var members: [Member] = []
    var end = 0
    for entry in entries {
      let header = Self.npyHeader(of: entry)
      let dataCount = entry.shape.count * (entry.type.bitWidth / 8)
      let member = Member(
        entry: entry, offset: end, npyHeader: header, byteCount: header.count + dataCount)
      end = member.end
      members.append(member)
    }
    self.members = members
  }

  /// Magic, version 1.0, length, and a Python dictionary that spaces fill up to a multiple of 64.
  private static func npyHeader(of entry: TensorEntry) -> [UInt8] {
    let extents = entry.shape.extents.map(String.init).joined(separator: ", ")
    let shape = entry.shape.rank == 1 ? "(\(extents),)" : "(\(extents))"
    let type = entry.type == .int64 ? "<i8" : "<f4"
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    while (10 + text.utf8.count + 1) % 64 != 0 { text += " " }
    text += "\n"
    var header: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    header.append(littleEndian: UInt16(text.utf8.count))
    return header + Array(text.utf8)
  }

  /// The directory at the end of the archive.
  ///
  /// - Parameter checks: the CRC-32 of each `.npy` file.
  /// - Returns: one header for each file, and the end records.
  package func directory(checks: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (member, check) in zip(members, checks) { bytes += member.directoryHeader(check: check) }
    let count = members.count
    let directoryLength = bytes.count
    let recordOffset = directoryOffset + directoryLength
    if count >= 0xffff || directoryOffset >= 0xffff_ffff || directoryLength >= 0xffff_ffff {
      // The zip64 end record and its locator.
      bytes.append(littleEndian: 0x0606_4b50 as UInt32)
      bytes.append(littleEndian: 44 as UInt64)
      bytes.append(littleEndian: 45 as UInt16)
      bytes.append(littleEndian: 45 as UInt16)
      bytes.append(littleEndian: 0 as UInt64)
      for number in [count, count, directoryLength, directoryOffset] {
        bytes.append(littleEndian: UInt64(number))
      }
      bytes.append(littleEndian: 0x0706_4b50 as UInt32)
      bytes.append(littleEndian: 0 as UInt32)
      bytes.append(littleEndian: UInt64(recordOffset))
      bytes.append(littleEndian: 1 as UInt32)
    }
    bytes.append(littleEndian: 0x0605_4b50 as UInt32)
    bytes.append(littleEndian: 0 as UInt32)
    bytes.append(littleEndian: UInt16(clamping: count))
    bytes.append(littleEndian: UInt16(clamping: count))
    bytes.append(littleEndian: UInt32(clamping: directoryLength))
    bytes.append(littleEndian: UInt32(clamping: directoryOffset))
    bytes.append(littleEndian: 0 as UInt16)
    return bytes
  }
}

extension NPZLayout.Member {
  private var isLarge: Bool { byteCount >= 0xffff_ffff }
  private var isFar: Bool { offset >= 0xffff_ffff }

  /// The header that stands before the file.
  func localHeader(check: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: 0x0403_4b50 as UInt32)
    bytes += commonFields(check: check, extraCount: isLarge ? 20 : 0)
    bytes += fileName
    if isLarge {
      bytes.append(littleEndian: 1 as UInt16)
      bytes.append(littleEndian: 16 as UInt16)
      bytes.append(littleEndian: UInt64(byteCount))
      bytes.append(littleEndian: UInt64(byteCount))
    }
    return bytes
  }

  /// The header that stands in the directory.
  func directoryHeader(check: UInt32) -> [UInt8] {
    let numberCount = (isLarge ? 2 : 0) + (isFar ? 1 : 0)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: 0x0201_4b50 as UInt32)
    bytes.append(littleEndian: 45 as UInt16)
    bytes += commonFields(check: check, extraCount: numberCount == 0 ? 0 : 4 + 8 * numberCount)
    bytes += [UInt8](repeating: 0, count: 10)  // No comment, first disk, no attributes.
    bytes.append(littleEndian: UInt32(clamping: isFar ? .max : offset))
    bytes += fileName
    if numberCount > 0 {
      bytes.append(littleEndian: 1 as UInt16)
      bytes.append(littleEndian: UInt16(8 * numberCount))
      if isLarge {
        bytes.append(littleEndian: UInt64(byteCount))
        bytes.append(littleEndian: UInt64(byteCount))
      }
      if isFar { bytes.append(littleEndian: UInt64(offset)) }
    }
    return bytes
  }

  /// From the version that is needed to the length of the extra field.
  private func commonFields(check: UInt32, extraCount: Int) -> [UInt8] {
    let length = isLarge ? .max : UInt32(byteCount)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: isLarge || isFar ? 45 : 20 as UInt16)
    bytes.append(littleEndian: 0x0800 as UInt16)  // The name is UTF-8.
    bytes.append(littleEndian: 0 as UInt16)  // Stored.
    bytes.append(littleEndian: 0 as UInt16)
    bytes.append(littleEndian: 0x0021 as UInt16)  // The first day of 1980, so that files repeat.
    bytes.append(littleEndian: check)
    bytes.append(littleEndian: length)
    bytes.append(littleEndian: length)
    bytes.append(littleEndian: UInt16(fileName.count))
    bytes.append(littleEndian: UInt16(extraCount))
    return bytes
  }
}
