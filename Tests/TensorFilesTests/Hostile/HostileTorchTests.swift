import FileBytes
import TensorFiles
import TestSupport
import Testing

/// Attacks 31, 32, 34 and 52: checkpoints whose parts do not fit together.
@Suite struct HostileTorchTests {
  private func expect(
    _ flaw: TorchFlaw, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: TensorFileError.torch(file: "f", flaw), sourceLocation: sourceLocation) {
      try TorchCheckpoint(bytes: bytes, path: "f")
    }
  }

  private func archive(_ tensor: PickleBytes, key: String = "0") -> [UInt8] {
    ZipBytes.checkpoint(
      .dictionary(("a", tensor)), storages: [(key, [UInt8](repeating: 0, count: 16))]
    ).bytes
  }

  @Test(
    "programs of TorchScript are named, whether their code is packed or not", arguments: [0, 8])
  func programs(method: UInt16) {
    var archive = ZipBytes.checkpoint(.dictionary())
    archive.entries.append(
      .init(name: "archive/code/__torch__/net.py", data: Array("class".utf8), method: method))
    expect(.program, archive.bytes)
  }

  @Test("arrays of NumPy are named, whether they are packed or not", arguments: [0, 8])
  func numPyArrays(method: UInt16) {
    let array = ZipBytes(entries: [.init(name: "a.npy", data: Array("NUMPY".utf8), method: method)])
    expect(.numPyArrays, array.bytes)
  }

  @Test(
    "attack 31: tensors beyond their storage, negative or beyond all numbers",
    arguments: [
      (offset: 0, extents: [5], strides: [1]), (offset: 1, extents: [4], strides: [1]),
      (offset: 5, extents: [0], strides: [1]), (offset: -1, extents: [1], strides: [1]),
      (offset: 0, extents: [-1], strides: [1]), (offset: 0, extents: [2], strides: [-1]),
      (offset: 0, extents: [2], strides: [4]), (offset: 0, extents: [2, 2], strides: [2, 2]),
      (offset: 0, extents: [.max], strides: [.max]), (offset: .max, extents: [2], strides: [1]),
      (offset: 0, extents: [3], strides: [.max]),
      (offset: 0, extents: [.max, 4], strides: [0, 0]),
      (offset: 0, extents: [2, 2], strides: [2]), (offset: 0, extents: [], strides: [1]),
    ])
  func bounds(offset: Int, extents: [Int], strides: [Int]) {
    expect(
      .tensorBounds(storage: "0", offset: offset, extents: extents, strides: strides),
      archive(
        .tensor(.storage(count: 4), offset: offset, extents: extents, strides: strides)))
  }

  @Test("attack 31: storages that are longer or shorter than they say")
  func storageLength() {
    for (count, length) in [(3, 12), (5, 20)] {
      expect(
        .storageLength(key: "0", expected: length, found: 16),
        archive(.tensor(.storage(count: count), extents: [1], strides: [1])))
    }
    for count in [-1, Int.max] {
      expect(
        .storageLength(key: "0", expected: count, found: 0),
        archive(.tensor(.storage(count: count), extents: [1], strides: [1])))
    }
  }

  @Test("attack 31: a small storage that stands for a huge tensor")
  func expansion() {
    expect(
      .tooManyCopies(limit: 65_536),
      archive(.tensor(.storage(count: 4), extents: [1 << 40], strides: [0])))
  }

  @Test(
    "attack 32: keys that are paths, or no keys at all",
    arguments: ["../0", "0/0", "/0", "..", "", "a", "٣", "-1"])
  func storageKey(key: String) {
    expect(
      .storageKey(key), archive(.tensor(.storage(key, count: 4), extents: [4], strides: [1])))
  }

  @Test func aMissingStorageIsRefused() {
    expect(
      .missingStorage("1"),
      archive(.tensor(.storage("1", count: 4), extents: [4], strides: [1])))
  }

  @Test("attack 34: big-endian bytes", arguments: ["big", "", "little\n"])
  func byteOrder(order: String) {
    expect(
      .byteOrder(order), ZipBytes.checkpoint(.emptyDictionary, byteOrder: order).bytes)
  }

  @Test("attack 34: a big-endian stream, and streams of other versions")
  func streamHeader() {
    expect(
      .byteOrder("big"),
      torchStream(root: .emptyDictionary, storages: [], isLittleEndian: false))
    expect(.protocolVersion(1002), torchStream(root: .none, storages: [], version: 1002))
  }

  @Test("an archive has one root")
  func roots() {
    let root = ZipBytes.Entry(name: "a/data.pkl", data: PickleBytes.whole(.emptyDictionary))
    var other = root
    other.name = "b/data.pkl"
    var deep = root
    deep.name = "a/b/data.pkl"
    expect(.entryCount(name: "data.pkl", found: 0), ZipBytes(entries: []).bytes)
    expect(.entryCount(name: "data.pkl", found: 0), ZipBytes(entries: [deep]).bytes)
    expect(.entryCount(name: "data.pkl", found: 2), ZipBytes(entries: [root, other]).bytes)
  }

  @Test("a stream's storages are those that its root names")
  func streamStorages() {
    let root = PickleBytes.dictionary(
      ("a", .tensor(.storage(count: 1), extents: [1], strides: [1])))
    let four: [UInt8] = [0, 0, 0, 0]
    expect(.missingStorage("0"), torchStream(root: root, storages: []))
    let unknown = TorchFlaw.streamHeader(expected: "each of the root's storages once")
    expect(unknown, torchStream(root: root, storages: [("1", 1, four)]))
    expect(unknown, torchStream(root: root, storages: [("0", 1, four), ("0", 1, four)]))
    expect(
      .storageLength(key: "0", expected: 4, found: 3),
      torchStream(root: root, storages: [("0", 1, [0, 0, 0])]))
    expect(
      .storageLength(key: "0", expected: 4, found: 8),
      torchStream(root: root, storages: [("0", 2, four + four)]))
    let long = torchStream(root: root, storages: [("0", 1, four)]) + [0]
    #expect(
      throws: TensorFileError.pickle(file: "f", offset: long.count - 1, .trailingBytes(1))
    ) { try TorchCheckpoint(bytes: long, path: "f") }
  }

  @Test func aStorageOfMoreBitsThanAnIntCountsIsRefused() {
    let count = Int.max / 8
    expect(
      .storageLength(key: "0", expected: count * 8, found: 8),
      torchStream(
        root: .storage(type: "DoubleStorage", count: count),
        storages: [("0", count, [UInt8](repeating: 0, count: 8))]))
  }

  @Test("a stream within a stream is refused")
  func nestedStreams() {
    let inner = torchStream(root: .storage(count: 1), storages: [("0", 1, [0, 0, 0, 0])])
    let load = PickleBytes.global("torch.storage", "_load_from_bytes")
    let root = load + .tuple(.data(inner)) + .reduce
    let outer = torchStream(root: root, storages: [])
    #expect {
      try TorchCheckpoint(
        bytes: PickleBytes.whole(load + .tuple(.data(outer)) + .reduce), path: "f")
    } throws: { error in
      if case .pickle(_, _, .forbiddenGlobal("torch.storage", "_load_from_bytes")) = error
        as? TensorFileError
      {
        true
      } else {
        false
      }
    }
  }

  @Test("attack 52: what is no file, or an endless one")
  func files() throws {
    let directory = try TemporaryDirectory()
    let empty = try directory.file("empty", holding: [])
    #expect(
      throws: TensorFileError.unknownFormat(
        file: empty, expected: "a PyTorch checkpoint (a zip archive or a pickle)")
    ) { try TorchCheckpoint(path: empty) }
    for path in [directory.path, "/dev/zero"] {
      #expect(throws: TensorFileError.file(.notARegularFile(path: path))) {
        try TorchCheckpoint(path: path)
      }
    }
    let missing = directory.path(of: "missing")
    #expect(
      throws: TensorFileError.file(
        .unreadable(path: missing, reason: "No such file or directory"))
    ) { try TorchCheckpoint(path: missing) }
  }

  @Test("attack 25: a Git LFS pointer is called by its name")
  func gitLFSPointer() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    #expect(throws: TensorFileError.gitLFSPointer(file: "f")) {
      try TorchCheckpoint(bytes: Array(pointer.utf8), path: "f")
    }
  }
}
