import Foundation
import TensorFiles
import Tensors
import Testing

@Suite struct TorchCheckpointTests {
  /// The state dictionary of an archive with one tensor.
  private func tensor(
    _ tensor: PickleBytes, storage bytes: [UInt8]
  ) throws -> Tensor {
    let archive = ZipBytes.checkpoint(.dictionary(("a", tensor)), storages: [("0", bytes)])
    let checkpoint = try TorchCheckpoint(bytes: archive.bytes, path: "f")
    return try #require(try checkpoint.stateDictionary()["a"])
  }

  @Test(
    "strides and offset pick scalars of a storage",
    arguments: [
      (offset: 0, extents: [2, 3], strides: [3, 1], expected: [0, 1, 2, 3, 4, 5]),
      (offset: 0, extents: [3, 2], strides: [1, 3], expected: [0, 3, 1, 4, 2, 5]),
      (offset: 1, extents: [2, 2], strides: [3, 1], expected: [1, 2, 4, 5]),
      (offset: 5, extents: [], strides: [], expected: [5]),
      (offset: 2, extents: [1, 2], strides: [99, 1], expected: [2, 3]),
      (offset: 4, extents: [3], strides: [0], expected: [4, 4, 4]),
      (offset: 6, extents: [0, 7], strides: [7, 1], expected: []),
    ])
  func strides(offset: Int, extents: [Int], strides: [Int], expected: [Float]) throws {
    let tensor = try tensor(
      .tensor(.storage(count: 6), offset: offset, extents: extents, strides: strides),
      storage: littleEndian([0, 1, 2, 3, 4, 5] as [Float]))
    #expect(tensor == Tensor(shape: Shape(extents), scalars: expected))
  }

  @Test(
    "every storage class is read as Float",
    arguments: [
      ("DoubleStorage", littleEndian(Double(-2).bitPattern)),
      ("HalfStorage", littleEndian(0xc000 as UInt16)),
      ("BFloat16Storage", littleEndian(0xc000 as UInt16)),
      ("LongStorage", littleEndian(-2 as Int64)),
      ("IntStorage", littleEndian(-2 as Int32)),
      ("ShortStorage", littleEndian(-2 as Int16)),
      ("CharStorage", littleEndian(-2 as Int8)),
    ])
  func storages(type: String, bytes: [UInt8]) throws {
    let tensor = try tensor(
      .tensor(.storage(type: type, count: 2), extents: [2], strides: [1]), storage: bytes + bytes)
    #expect(tensor.scalars == [-2, -2])
  }

  @Test(
    "the weights may lie in a dictionary among others, by any of the names that trainers give it",
    arguments: [
      ["state_dict", "optimizer"], ["model_state_dict"], ["model", "model_ema"], ["weights"],
    ])
  func nestedStateDictionaries(keys: [String]) throws {
    func state(_ name: String, offset: Int) -> PickleBytes {
      .dictionary((name, .tensor(.storage(count: 2), offset: offset, extents: [1], strides: [1])))
    }
    let archive = ZipBytes.checkpoint(
      .dictionary(pairs: keys.enumerated().map { ($1, state($1, offset: $0)) }),
      storages: [("0", littleEndian([3, 4] as [Float]))])
    let tensors = try TorchCheckpoint(bytes: archive.bytes, path: "f").stateDictionary()
    #expect(tensors.names == [keys[0]])
    #expect(tensors[keys[0]]?.scalars == [3])
  }

  @Test("the weights may lie a dictionary deeper", arguments: ["state_dict", "weights"])
  func deeperStateDictionaries(key: String) throws {
    let state = PickleBytes.dictionary(
      ("a", .tensor(.storage(count: 1), extents: [1], strides: [1])))
    let archive = ZipBytes.checkpoint(
      .dictionary(("checkpoint", .dictionary((key, state))), ("options", .dictionary())),
      storages: [("0", littleEndian([3] as [Float]))])
    let tensors = try TorchCheckpoint(bytes: archive.bytes, path: "f").stateDictionary()
    #expect(tensors["a"]?.scalars == [3])
  }

  @Test("of several dictionaries of tensors without such names none is taken")
  func ambiguousStateDictionaries() throws {
    let state = PickleBytes.dictionary(
      ("a", .tensor(.storage(count: 1), extents: [1], strides: [1])))
    let archive = ZipBytes.checkpoint(
      .dictionary(("teacher", state), ("student", state)),
      storages: [("0", littleEndian([3] as [Float]))])
    let checkpoint = try TorchCheckpoint(bytes: archive.bytes, path: "f")
    #expect(throws: TensorFileError.self) { try checkpoint.stateDictionary() }
  }

  @Test func tensorsMayShareAStorage() throws {
    let storage = PickleBytes.storage(count: 4)
    let archive = ZipBytes.checkpoint(
      .dictionary(
        ("a", .tensor(storage, extents: [2], strides: [1])),
        ("b", .tensor(storage, offset: 2, extents: [2], strides: [1]))),
      storages: [("0", littleEndian([1, 2, 3, 4] as [Float]))])
    let tensors = try TorchCheckpoint(bytes: archive.bytes, path: "f").stateDictionary()
    #expect(tensors.names == ["a", "b"])
    #expect(tensors["a"]?.scalars == [1, 2])
    #expect(tensors["b"]?.scalars == [3, 4])
  }

  @Test func theStateMayStandBesideAConfiguration() throws {
    let ordered = PickleBytes.global("collections", "OrderedDict") + .emptyTuple + .reduce
    let attributes = PickleBytes.dictionary(("_metadata", ordered))
    let namespace =
      PickleBytes.global("argparse", "Namespace") + .emptyTuple + .newObject
      + .dictionary(("lr", .double(0.5))) + .build
    let root = PickleBytes.dictionary(
      ("state_dict", ordered + attributes + .build),
      (
        "config",
        .dictionary(
          ("max_shape", .integers([64, 64, 11, 11])), ("ve", .yes), ("none", .none),
          ("name", .text("é")), ("n", .integer(-7)), ("list", .emptyList + .no + .append),
          ("size", .global("torch", "Size") + .tuple(.integers([2])) + .reduce))
      ),
      ("args", namespace))
    let checkpoint = try TorchCheckpoint(bytes: ZipBytes.checkpoint(root).bytes, path: "f")
    #expect(try checkpoint.stateDictionary().isEmpty)
    let configuration = try #require(checkpoint.configuration)
    #expect(configuration["max_shape"]?.elements == [64, 64, 11, 11].map { .integer($0) })
    #expect(configuration["ve"] == .bool(true))
    #expect(configuration["none"] == PickleValue.none)
    #expect(configuration["name"] == .string("é"))
    #expect(configuration["n"] == .integer(-7))
    #expect(configuration["list"] == .list([.bool(false)]))
    #expect(configuration["size"] == .tuple([.integer(2)]))
    #expect(configuration["missing"] == nil)
    #expect(checkpoint.root["args"]?["lr"] == .double(0.5))
  }

  @Test func aContainerIsWholeWhereverItWasRemembered() throws {
    // The list is referred to before it is filled.
    let root: PickleBytes =
      .emptyDictionary + .mark + .text("a") + .emptyList + .put(0) + .text("b") + .get(0)
      + .setItems + .text("c") + .get(0) + .integer(1) + .append + .setItem
    let checkpoint = try TorchCheckpoint(bytes: PickleBytes.whole(root), path: "f")
    for key in ["a", "b", "c"] { #expect(checkpoint.root[key] == .list([.integer(1)])) }
  }

  @Test func theOlderStreamIsRead() throws {
    let bytes = torchStream(
      root: .dictionary(("a", .tensor(.storage("7", count: 2), extents: [2], strides: [1]))),
      storages: [("7", 2, littleEndian([1, 2] as [Float]))])
    let tensors = try TorchCheckpoint(bytes: bytes, path: "f").stateDictionary()
    #expect(tensors["a"]?.scalars == [1, 2])
  }

  @Test("a hub's pickle holds one stream for each tensor")
  func hubLayout() throws {
    let stream = torchStream(
      root: .storage("93", count: 2), storages: [("93", 2, littleEndian([1, 2] as [Float]))])
    let storage: PickleBytes =
      .text("torch.storage") + .memorize + .text("_load_from_bytes") + .stackGlobal
      + .tuple(.data(stream)) + .reduce
    let bytes = PickleBytes.whole(
      .dictionary(("a", .tensor(storage, extents: [2], strides: [1]))), version: 4)
    let tensors = try TorchCheckpoint(bytes: bytes, path: "f").stateDictionary()
    #expect(tensors["a"]?.scalars == [1, 2])
  }

  @Test("a state dictionary with something else than tensors is refused")
  func noState() throws {
    let list = try TorchCheckpoint(bytes: PickleBytes.whole(.emptyList), path: "f")
    #expect(throws: TensorFileError.torch(file: "f", .noStateDictionary(found: "a list"))) {
      try list.stateDictionary()
    }
    let mixed = try TorchCheckpoint(
      bytes: PickleBytes.whole(.dictionary(("epoch", .integer(1)))), path: "f")
    #expect(
      throws: TensorFileError.torch(file: "f", .notATensor(name: "epoch", found: "an int"))
    ) { try mixed.stateDictionary() }
  }

  @Test("a file of another format is called that", arguments: ["", "x", "GIF89a", "{}"])
  func otherFormat(text: String) {
    let error = TensorFileError.unknownFormat(
      file: "f", expected: "a PyTorch checkpoint (a zip archive or a pickle)")
    #expect(throws: error) { try TorchCheckpoint(bytes: Array(text.utf8), path: "f") }
  }

  @Test func aFileOfTheWildIsRead() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/nino_mlp_h32.pt").path
    let checkpoint = try TorchCheckpoint(path: path)
    let tensors = try checkpoint.stateDictionary()
    #expect(checkpoint.root["model_args"]?["gnn"] == .bool(false))
    #expect(tensors.count == 11)
    #expect(tensors["layer_embed.weight"]?.shape == [15, 32])
    let weight = try #require(tensors["edge_mlp.fc.4.weight"]).scalars
    #expect(weight.prefix(2) == [0.10855729, -0.17122985])
    // NumPy adds in another order.
    #expect(abs(weight.reduce(0, +) + 49.741_21) < 1e-3)
  }
}
