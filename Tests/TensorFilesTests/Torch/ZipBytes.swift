/// A zip archive of stored entries, in which a test can put anything anywhere.
struct ZipBytes {
  /// One entry and the fields that a test may falsify.
  struct Entry {
    var name: String
    var data: [UInt8]
    var localName: String?
    var flags: UInt16 = 0
    var localFlags: UInt16?
    var method: UInt16 = 0
    var length: UInt32?
    var localLength: UInt32?
    var localOffset: UInt32?
    var extra: [UInt8] = []
    var checksum: UInt32?
  }

  var entries: [Entry]
  var count: UInt16?
  var disk: UInt16 = 0
  var directoryOffset: UInt32?
  var directoryLength: UInt32?
  /// What stands between the directory and the end record, given the directory's offset and length.
  var wideRecords: (_ offset: Int, _ length: Int) -> [UInt8] = { _, _ in [] }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = bytes.count
      let check = littleEndian(entry.checksum ?? checksum(entry.data))
      let length = entry.length ?? UInt32(entry.data.count)
      let localLength = littleEndian(entry.localLength ?? length)
      let localName = Array((entry.localName ?? entry.name).utf8)
      bytes += littleEndian(0x0403_4b50 as UInt32) + [20, 0]
      bytes += littleEndian(entry.localFlags ?? entry.flags) + littleEndian(entry.method)
      bytes += [0, 0, 0, 0] + check + localLength + localLength
      bytes += littleEndian(UInt16(localName.count)) + [0, 0] + localName + entry.data
      let name = Array(entry.name.utf8)
      directory += littleEndian(0x0201_4b50 as UInt32) + [20, 0, 20, 0]
      directory += littleEndian(entry.flags) + littleEndian(entry.method) + [0, 0, 0, 0]
      directory += check + littleEndian(length) + littleEndian(length)
      directory += littleEndian(UInt16(name.count)) + littleEndian(UInt16(entry.extra.count))
      directory += [UInt8](repeating: 0, count: 10)
      directory += littleEndian(entry.localOffset ?? UInt32(offset)) + name + entry.extra
    }
    let offset = bytes.count
    bytes += directory + wideRecords(offset, directory.count)
    let count = littleEndian(self.count ?? UInt16(entries.count))
    bytes += littleEndian(0x0605_4b50 as UInt32) + littleEndian(disk) + [0, 0] + count + count
    bytes += littleEndian(directoryLength ?? UInt32(directory.count))
    bytes += littleEndian(directoryOffset ?? UInt32(offset)) + [0, 0]
    return bytes
  }
}

extension ZipBytes {
  /// A checkpoint as `torch.save` writes it.
  static func checkpoint(
    _ root: PickleBytes, storages: [(key: String, bytes: [UInt8])] = [],
    byteOrder: String? = "little", prefix: String = "archive"
  ) -> ZipBytes {
    var entries = [Entry(name: "\(prefix)/data.pkl", data: PickleBytes.whole(root))]
    if let byteOrder {
      entries.append(Entry(name: "\(prefix)/byteorder", data: Array(byteOrder.utf8)))
    }
    entries += storages.map { Entry(name: "\(prefix)/data/\($0.key)", data: $0.bytes) }
    return ZipBytes(entries: entries)
  }
}

/// The CRC-32 of bytes, bit by bit: the plain twin of the one that the library computes.
func checksum(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(UInt32.max) { check, byte in
    (0..<8).reduce(check ^ UInt32(byte)) { check, _ in
      check & 1 == 1 ? check >> 1 ^ 0xedb8_8320 : check >> 1
    }
  }
}
