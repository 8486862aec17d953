/// A pickle, written operation by operation.
///
/// ```swift
/// let pickle: PickleBytes = .version(2) + .emptyDictionary + .stop
/// ```
struct PickleBytes: Sendable {
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func + (left: PickleBytes, right: PickleBytes) -> PickleBytes {
    PickleBytes(left.bytes + right.bytes)
  }

  static func version(_ version: UInt8) -> PickleBytes { PickleBytes([0x80, version]) }
  static let stop = PickleBytes([0x2e])
  static let mark = PickleBytes([0x28])
  static let none = PickleBytes([0x4e])
  static let no = PickleBytes([0x89])
  static let yes = PickleBytes([0x88])
  static let emptyList = PickleBytes([0x5d])
  static let emptyTuple = PickleBytes([0x29])
  static let emptyDictionary = PickleBytes([0x7d])
  static let append = PickleBytes([0x61])
  static let setItem = PickleBytes([0x73])
  static let setItems = PickleBytes([0x75])
  static let reduce = PickleBytes([0x52])
  static let build = PickleBytes([0x62])
  static let newObject = PickleBytes([0x81])
  static let persistentID = PickleBytes([0x51])
  static let stackGlobal = PickleBytes([0x93])
  static let memorize = PickleBytes([0x94])

  static func put(_ index: UInt8) -> PickleBytes { PickleBytes([0x71, index]) }
  static func get(_ index: UInt8) -> PickleBytes { PickleBytes([0x68, index]) }

  static func integer(_ integer: Int32) -> PickleBytes {
    PickleBytes([0x4a] + littleEndian(UInt32(bitPattern: integer)))
  }

  /// An integer of eight bytes.
  static func long(_ integer: Int) -> PickleBytes {
    PickleBytes([0x8a, 8] + littleEndian(UInt64(bitPattern: Int64(integer))))
  }

  static func double(_ double: Double) -> PickleBytes {
    PickleBytes([0x47] + littleEndian(double.bitPattern).reversed())
  }

  static func text(_ text: String) -> PickleBytes {
    PickleBytes([0x58] + littleEndian(UInt32(text.utf8.count)) + Array(text.utf8))
  }

  static func data(_ data: [UInt8]) -> PickleBytes {
    PickleBytes([0x42] + littleEndian(UInt32(data.count)) + data)
  }

  static func global(_ module: String, _ name: String) -> PickleBytes {
    PickleBytes([0x63] + Array("\(module)\n\(name)\n".utf8))
  }

  static func tuple(_ elements: PickleBytes...) -> PickleBytes {
    .mark + elements.reduce(PickleBytes([]), +) + PickleBytes([0x74])
  }

  static func integers(_ integers: [Int]) -> PickleBytes {
    .mark + integers.map { .long($0) }.reduce(PickleBytes([]), +) + PickleBytes([0x74])
  }

  /// A dictionary with text keys.
  static func dictionary(_ pairs: (String, PickleBytes)...) -> PickleBytes {
    dictionary(pairs: pairs)
  }

  static func dictionary(pairs: [(String, PickleBytes)]) -> PickleBytes {
    .emptyDictionary + .mark + pairs.map { .text($0.0) + $0.1 }.reduce(PickleBytes([]), +)
      + .setItems
  }

  /// A storage by its key.
  static func storage(
    _ key: String = "0", type: String = "FloatStorage", count: Int
  ) -> PickleBytes {
    .tuple(
      .text("storage"), .global("torch", type), .text(key), .text("cpu"), .long(count))
      + .persistentID
  }

  /// A tensor over a storage.
  static func tensor(
    _ storage: PickleBytes, offset: Int = 0, extents: [Int], strides: [Int]
  ) -> PickleBytes {
    .global("torch._utils", "_rebuild_tensor_v2")
      + .tuple(
        storage, .long(offset), .integers(extents), .integers(strides), .no,
        .global("collections", "OrderedDict") + .emptyTuple + .reduce) + .reduce
  }

  /// A whole pickle around a value.
  static func whole(_ value: PickleBytes, version: UInt8 = 2) -> [UInt8] {
    (.version(version) + value + .stop).bytes
  }
}

/// The bytes of a number, least significant first.
func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

/// The bytes of `Float` scalars.
func littleEndian(_ scalars: [Float]) -> [UInt8] {
  scalars.flatMap { littleEndian($0.bitPattern) }
}

/// A stream as `torch.save` wrote it before it wrote archives.
func torchStream(
  root: PickleBytes, storages: [(key: String, count: Int, bytes: [UInt8])],
  version: Int = 1001, isLittleEndian: Bool = true
) -> [UInt8] {
  let magic: [UInt8] = [
    0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
  ]
  let system = PickleBytes.dictionary(
    ("protocol_version", .long(version)), ("little_endian", isLittleEndian ? .yes : .no))
  let keys =
    .emptyList + storages.map { .text($0.key) + .append }.reduce(PickleBytes([]), +)
  return magic + PickleBytes.whole(.long(version)) + PickleBytes.whole(system)
    + PickleBytes.whole(root) + PickleBytes.whole(keys)
    + storages.flatMap { littleEndian(UInt64($0.count)) + $0.bytes }
}
