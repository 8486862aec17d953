/// Why a zip archive is not sound, or not one that a checkpoint needs.
public enum ZipFlaw: Error, Equatable, Sendable {
  /// The record at the end of the archive is missing or cut off.
  case noEndRecord
  /// The parts of the archive do not follow each other as the end record says.
  case directoryBounds(offset: UInt64, length: UInt64, fileLength: Int)
  /// The archive is one of several parts.
  case severalDisks
  /// A header of the directory is missing or cut off.
  case directoryHeader(offset: Int)
  /// The directory holds more or fewer entries than the end record says.
  case entryCount(expected: UInt64, found: Int)
  /// An entry's name is not UTF-8, leaves the archive, or is empty.
  case entryName(index: Int)
  /// Two entries have the same name.
  case duplicateEntry(String)
  /// An entry is encrypted.
  case encrypted(entry: String)
  /// An entry is compressed.
  case compressed(entry: String, method: Int)
  /// The header before an entry's data is missing or cut off.
  case localHeader(entry: String)
  /// The header before an entry's data differs from the directory.
  case headersDiffer(entry: String)
  /// Sizes beyond 32 bits are announced and not given.
  case zip64(entry: String)
  /// An entry's data lie beyond the part of the file that holds data.
  case entryBounds(entry: String)
  /// The data of two entries overlap.
  case overlap(entry: String, other: String)
  /// An entry's bytes do not have its checksum.
  case checksum(entry: String, expected: UInt32, found: UInt32)
}

extension ZipFlaw: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noEndRecord: "zip: expected an end record, found none"
    case .directoryBounds(let offset, let length, let fileLength):
      "zip: expected a directory just before the end record, found it at \(offset) "
        + "with \(length) bytes in a file of \(fileLength)"
    case .severalDisks: "zip: expected a whole archive, found a part of one"
    case .directoryHeader(let offset):
      "zip: expected a directory header at \(offset), found other bytes"
    case .entryCount(let expected, let found): "zip: expected \(expected) entries, found \(found)"
    case .entryName(let index):
      "zip: expected a relative path in UTF-8, found another name at entry \(index)"
    case .duplicateEntry(let entry): "zip: expected distinct names, found '\(entry)' twice"
    case .encrypted(let entry): "zip: entry '\(entry)': expected plain bytes, found encrypted ones"
    case .compressed(let entry, let method):
      "zip: entry '\(entry)': expected stored bytes, found compression method \(method)"
    case .localHeader(let entry): "zip: entry '\(entry)': expected a header, found other bytes"
    case .headersDiffer(let entry):
      "zip: entry '\(entry)': expected the directory's values in its header, found others"
    case .zip64(let entry): "zip: entry '\(entry)': expected 64-bit sizes, found none"
    case .entryBounds(let entry):
      "zip: entry '\(entry)': expected data before the directory, found them beyond"
    case .overlap(let entry, let other):
      "zip: entry '\(entry)': expected bytes of its own, found those of '\(other)'"
    case .checksum(let entry, let expected, let found):
      "zip: entry '\(entry)': expected checksum \(expected), found \(found)"
    }
  }
}
