import Randomness
import TensorFiles
import Tensors
import Testing

/// Random damage to sound files: a parser may accept the result or refuse it with its own error,
/// and nothing else; a crash fails the whole run.
@Suite struct MutationTests {
  #if DEBUG
    private let count = 5_000
  #else
    private let count = 100_000
  #endif

  /// Damages `bytes` in one to four places: a bit, a byte, a number, a cut, a copy.
  private func mutated(
    _ bytes: [UInt8], using generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let position = Int.random(in: 0..<bytes.count, using: &generator)
      let length = min(Int.random(in: 1...8, using: &generator), bytes.count - position)
      switch Int.random(in: 0..<7, using: &generator) {
      case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[position] = .random(in: .min ... .max, using: &generator)
      case 2: bytes.removeSubrange(position..<position + length)
      case 3: bytes.insert(contentsOf: Array(bytes[position..<position + length]), at: position)
      case 4:
        let source = Int.random(in: 0...bytes.count - length, using: &generator)
        bytes.replaceSubrange(
          position..<position + length, with: Array(bytes[source..<source + length]))
      case 5:
        let extreme: UInt8 = Bool.random(using: &generator) ? 0xff : 0
        for index in position..<position + length { bytes[index] = extreme }
      default: bytes.removeLast(bytes.count - position)
      }
    }
    return bytes
  }

  /// Reads `count` damaged files and answers how many were refused.
  private func refusals(
    of bytes: [UInt8], seed: UInt64, read: ([UInt8]) throws(TensorFileError) -> Void
  ) -> Int {
    var generator = SplitMix64(seed: seed)
    var refusals = 0
    for _ in 0..<count {
      do {
        try read(mutated(bytes, using: &generator))
      } catch {
        refusals += 1
      }
    }
    return refusals
  }

  @Test(.timeLimit(.minutes(1)))
  func damagedSafetensorsAreReadOrRefused() {
    let header =
      #"{"__metadata__":{"format":"pt","\u00e9":"\ud83d\ude00"},"#
      + #""a.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#
      + #""b":{"shape":[3],"dtype":"F16","data_offsets":[8,14]},"#
      + #""c":{"dtype":"I64","shape":[],"data_offsets":[14,22]}} "#
    let file = safetensors(header, data: [UInt8](repeating: 0x3c, count: 22))
    let refusals = refusals(of: file, seed: 0x5afe) { (bytes) throws(TensorFileError) in
      let tensors = try SafetensorsFile(bytes: bytes, path: "f").tensors()
      for (_, tensor) in tensors { precondition(tensor.scalars.count == tensor.shape.count) }
    }
    // Damage to the tensors' scalars goes unseen, all other damage hardly ever does.
    #expect(refusals > count / 2 && refusals < count)
  }

  private let root = PickleBytes.dictionary(
    (
      "state_dict",
      .dictionary(
        ("a", .tensor(.storage(count: 6), offset: 1, extents: [2, 2], strides: [2, 1])),
        ("b", .tensor(.storage("1", type: "HalfStorage", count: 2), extents: [2], strides: [1])))
    ),
    (
      "config",
      .dictionary(
        ("n", .integer(3)), ("x", .double(0.5)), ("l", .emptyList + .put(3) + .none + .append),
        ("m", .get(3)), ("t", .integers([1, 2, 3])))
    ))

  private func readCheckpoint(_ bytes: [UInt8]) throws(TensorFileError) {
    let checkpoint = try TorchCheckpoint(bytes: bytes, path: "f")
    for (_, tensor) in try checkpoint.stateDictionary() {
      precondition(tensor.scalars.count == tensor.shape.count)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func damagedArchivesAreReadOrRefused() {
    let archive = ZipBytes.checkpoint(
      root, storages: [("0", [UInt8](repeating: 1, count: 24)), ("1", [1, 2, 3, 4])])
    let refusals = refusals(of: archive.bytes, seed: 0x21b, read: readCheckpoint)
    #expect(refusals > count / 2 && refusals < count)
  }

  /// Here no checksum stands between the damage and the machine.
  @Test(.timeLimit(.minutes(1)))
  func damagedPicklesAreReadOrRefused() {
    let stream = torchStream(
      root: .storage("93", count: 6), storages: [("93", 6, [UInt8](repeating: 1, count: 24))])
    let storage: PickleBytes =
      .text("torch.storage") + .memorize + .text("_load_from_bytes") + .stackGlobal
      + .tuple(.data(stream)) + .reduce
    let pickle = PickleBytes.whole(
      .dictionary(
        ("a", .tensor(storage, offset: 1, extents: [2, 2], strides: [2, 1])),
        ("l", .emptyList + .put(3) + .none + .append), ("m", .get(3))), version: 4)
    let refusals = refusals(of: pickle, seed: 0x91c, read: readCheckpoint)
    #expect(refusals > count / 2)
    let streamRefusals = self.refusals(
      of: torchStream(
        root: root,
        storages: [("0", 6, [UInt8](repeating: 1, count: 24)), ("1", 2, [1, 2, 3, 4])]),
      seed: 0x57e, read: readCheckpoint)
    #expect(streamRefusals > count / 2 && streamRefusals < count)
  }
}
