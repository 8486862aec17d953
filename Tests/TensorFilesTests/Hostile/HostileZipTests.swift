import TensorFiles
import Tensors
import Testing

/// Attack 33: archives that lie about themselves.
@Suite struct HostileZipTests {
  private let sound = ZipBytes.checkpoint(
    .dictionary(("a", .tensor(.storage(count: 1), extents: [1], strides: [1]))),
    storages: [("0", [0, 0, 0, 0])])

  private func expect(
    _ flaw: ZipFlaw, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: TensorFileError.zip(file: "f", flaw), sourceLocation: sourceLocation) {
      try TorchCheckpoint(bytes: bytes, path: "f")
    }
  }

  /// The sound archive, after a change to the entry of the tensor's data.
  private func changed(_ change: (inout ZipBytes.Entry) -> Void) -> [UInt8] {
    var archive = sound
    change(&archive.entries[2])
    return archive.bytes
  }

  private let name = "archive/data/0"

  @Test func theArchiveThatTheAttacksVaryIsSound() throws {
    let checkpoint = try TorchCheckpoint(bytes: sound.bytes, path: "f")
    #expect(try checkpoint.stateDictionary()["a"]?.scalars == [0])
  }

  @Test("an archive that is cut off anywhere is refused")
  func truncated() {
    let bytes = sound.bytes
    for count in 2..<bytes.count { expect(.noEndRecord, Array(bytes.prefix(count))) }
  }

  @Test func bytesAfterTheEndAreRefused() {
    expect(.noEndRecord, sound.bytes + [0])
  }

  @Test("an end record that places the directory elsewhere is refused")
  func directoryBounds() {
    let bytes = sound.bytes
    var archive = sound
    archive.directoryOffset = 0xffff_fff0
    #expect(throws: TensorFileError.self) { try TorchCheckpoint(bytes: archive.bytes, path: "f") }
    archive.directoryOffset = 0
    let length = UInt64(bytes.count - 22)
    archive.directoryLength = UInt32(length) - 1
    expect(
      .directoryBounds(offset: 0, length: length - 1, fileLength: bytes.count), archive.bytes)
    archive.directoryLength = UInt32(length)
    expect(.directoryHeader(offset: 0), archive.bytes)
  }

  @Test("the number of entries must be right", arguments: [0, 1, 2, 4, 1000] as [UInt16])
  func entryCount(count: UInt16) {
    var archive = sound
    archive.count = count
    expect(.entryCount(expected: UInt64(count), found: 3), archive.bytes)
  }

  @Test func partsOfAnArchiveAreRefused() {
    var archive = sound
    archive.disk = 1
    expect(.severalDisks, archive.bytes)
  }

  @Test("a local header that differs from the directory is refused")
  func headersDiffer() {
    expect(.headersDiffer(entry: name), changed { $0.localName = "archive/data/1" })
    expect(.headersDiffer(entry: name), changed { $0.localLength = 3 })
    expect(.headersDiffer(entry: name), changed { $0.localFlags = 0x800 })
    // With bit 3, only zeros stand for what follows the data.
    expect(
      .headersDiffer(entry: name),
      changed {
        $0.flags = 8
        $0.localLength = 0
      })
  }

  @Test func overlappingEntriesAreRefused() throws {
    // The first entry's data hold a second entry, header and all.
    let inner = ZipBytes(entries: [ZipBytes.Entry(name: "inner", data: [1, 2])])
    let local = Array(inner.bytes.prefix(30 + 5 + 2))
    var archive = ZipBytes(
      entries: [
        ZipBytes.Entry(name: "outer", data: local), ZipBytes.Entry(name: "inner", data: [1, 2]),
      ])
    archive.entries[1].localOffset = 30 + 5
    expect(.overlap(entry: "inner", other: "outer"), archive.bytes)
  }

  @Test("data or headers beyond the directory are refused")
  func entryBounds() {
    expect(.entryBounds(entry: name), changed { $0.localOffset = 1 << 30 })
    expect(.entryBounds(entry: name), changed { $0.localOffset = 0xffff_fffe })
    expect(.entryBounds(entry: name), changed { $0.length = 1000 })
    expect(.localHeader(entry: name), changed { $0.localOffset = 1 })
  }

  @Test func anEntryTwiceIsRefused() {
    var archive = sound
    archive.entries.append(archive.entries[2])
    expect(.duplicateEntry(name), archive.bytes)
  }

  @Test("sizes of 64 bits that are announced and not given are refused")
  func wideSizes() {
    expect(.zip64(entry: name), changed { $0.length = .max })
    expect(.zip64(entry: name), changed { $0.localOffset = .max })
    // One number is announced and two are given.
    expect(
      .zip64(entry: name),
      changed {
        $0.localOffset = .max
        $0.extra = [1, 0, 16, 0] + [UInt8](repeating: 0, count: 16)
      })
    expect(
      .entryBounds(entry: name),
      changed {
        $0.localOffset = .max
        $0.extra = [1, 0, 8, 0] + littleEndian(UInt64.max)
      })
  }

  @Test("64-bit end records that lie are refused")
  func wideEndRecord() {
    func wide(offset: UInt64, length: UInt64, position: UInt64) -> [UInt8] {
      littleEndian(0x0606_4b50 as UInt32) + littleEndian(44 as UInt64) + [45, 0, 45, 0]
        + [UInt8](repeating: 0, count: 8) + littleEndian(3 as UInt64) + littleEndian(3 as UInt64)
        + littleEndian(length) + littleEndian(offset)
        + littleEndian(0x0706_4b50 as UInt32) + littleEndian(0 as UInt32) + littleEndian(position)
        + littleEndian(1 as UInt32)
    }
    var archive = sound
    archive.wideRecords = { offset, length in
      wide(offset: UInt64(offset), length: UInt64(length), position: UInt64(offset + length))
    }
    #expect(throws: Never.self) { try TorchCheckpoint(bytes: archive.bytes, path: "f") }
    archive.wideRecords = { offset, length in
      wide(offset: UInt64(offset), length: UInt64(length), position: UInt64.max)
    }
    expect(.noEndRecord, archive.bytes)
    archive.directoryOffset = .max
    archive.wideRecords = { offset, length in
      wide(offset: UInt64.max, length: UInt64(length), position: UInt64(offset + length))
    }
    #expect(throws: TensorFileError.self) { try TorchCheckpoint(bytes: archive.bytes, path: "f") }
    // The two records must agree.
    archive.directoryOffset = 0
    archive.wideRecords = { offset, length in
      wide(offset: UInt64(offset), length: UInt64(length), position: UInt64(offset + length))
    }
    #expect(throws: TensorFileError.self) { try TorchCheckpoint(bytes: archive.bytes, path: "f") }
  }

  @Test("encrypted entries are refused", arguments: [1, 0x41, 0x2001] as [UInt16])
  func encrypted(flags: UInt16) {
    expect(.encrypted(entry: name), changed { $0.flags = flags })
  }

  @Test("compressed entries, which could be bombs, are refused", arguments: [8, 9, 12, 99])
  func compressed(method: UInt16) {
    expect(.compressed(entry: name, method: Int(method)), changed { $0.method = method })
  }

  @Test(
    "names that leave the archive are refused",
    arguments: ["../data", "/data", "a/../../b", "a\\b", "", "a\0b"])
  func names(name: String) {
    expect(.entryName(index: 2), changed { $0.name = name })
  }

  @Test func aPickleWithAnotherChecksumIsRefused() {
    var archive = sound
    archive.entries[0].checksum = 1
    let found = checksum(archive.entries[0].data)
    expect(.checksum(entry: "archive/data.pkl", expected: 1, found: found), archive.bytes)
  }
}
