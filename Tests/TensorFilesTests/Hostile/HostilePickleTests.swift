import TensorFiles
import Testing

/// Attacks 27 to 30: pickles that would execute something, or exhaust the reader.
@Suite struct HostilePickleTests {
  private func expect(
    _ flaw: PickleFlaw, at offset: Int, _ bytes: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      throws: TensorFileError.pickle(file: "f", offset: offset, flaw),
      sourceLocation: sourceLocation
    ) { try TorchCheckpoint(bytes: bytes, path: "f") }
  }

  @Test(
    "attack 27: names beyond the allow-list where a value is wanted, however they are spelled",
    arguments: [
      ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("__builtin__", "exec"),
      ("torch", "load"), ("torch.storage", "_load_from_bytes.__globals__"),
      ("collections", "OrderedDict.__init__"), ("torch._utils", "_import_dotted_name"),
      ("numpy.core.multiarray", "fromfile"), ("numpy", "load"), ("builtins", "getattr"),
      ("torch", "FloatStorage "), ("", ""),
    ])
  func globals(module: String, name: String) {
    let flaw = PickleFlaw.forbiddenGlobal(module: module, name: name)
    expect(flaw, at: 2, PickleBytes.whole(.global(module, name)))
    expect(
      flaw, at: 2 + 10 + module.utf8.count + name.utf8.count,
      PickleBytes.whole(.text(module) + .text(name) + .stackGlobal, version: 4))
  }

  @Test("attack 27: a call of the system is refused before anything else is looked at")
  func systemCall() {
    let call: PickleBytes = .global("os", "system") + .tuple(.text("true")) + .reduce
    expect(
      .forbiddenGlobal(module: "os", name: "system"), at: 2, PickleBytes.whole(call))
  }

  @Test("attack 27: what such a name would make is not made, and may hold no tensor, however deep")
  func foreignObjects() throws {
    let system: PickleBytes = .global("os", "system")
    let tensor: PickleBytes = .tensor(.storage(count: 1), extents: [1], strides: [1])
    let made: [PickleBytes] = [
      system, system + .tuple(.text("true")) + .reduce,
      system + .emptyTuple + .newObject + .dictionary(("a", .none)) + .build,
      system + .emptyTuple + .emptyDictionary + PickleBytes([0x92]),
      system + .emptyTuple + .reduce + .emptyTuple + .reduce + .text("a") + .none + .setItem
        + .none + .append,
    ]
    for value in made {
      let root = try TorchCheckpoint(
        bytes: PickleBytes.whole(.dictionary(("a", value), ("b", .integer(7)))), path: "f"
      ).root
      #expect(root["a"] == .opaque("os.system") && root["b"] == .integer(7))
    }
    let holders: [PickleBytes] = [
      system + .tuple(tensor) + .reduce, system + .emptyTuple + .newObject + tensor + .build,
      system + .emptyTuple + .reduce + .text("a") + .tuple(.tuple(tensor)) + .setItem,
      system + .tuple(system + .tuple(tensor) + .reduce) + .reduce,
      // One that holds itself, too.
      system + .emptyTuple + .newObject + .put(9) + .get(9) + .append + tensor + .append,
    ]
    for value in holders {
      #expect {
        try TorchCheckpoint(bytes: PickleBytes.whole(.dictionary(("a", value))), path: "f")
      } throws: {
        guard case .pickle(_, _, let flaw) = $0 as? TensorFileError else { return false }
        return flaw == .forbiddenGlobal(module: "os", name: "system")
      }
    }
  }

  @Test(
    "attack 27: INST, OBJ, EXT, PERSID and all that checkpoints do not use",
    arguments: [
      0x69, 0x6f, 0x82, 0x83, 0x84, 0x50, 0x32, 0x46, 0x49, 0x4c, 0x53, 0x56, 0x8d, 0x97, 0x98,
      0x67, 0x64, 0x6c, 0x70, 0x00,
      0xff,
    ] as [UInt8])
  func operations(code: UInt8) {
    expect(.forbiddenOperation(code), at: 2, PickleBytes.whole(PickleBytes([code])))
  }

  @Test("attack 27: NEWOBJ makes nothing but an empty namespace")
  func newObject() {
    expect(
      .unexpectedValue(expected: "an empty namespace", found: "a class or function"), at: 28,
      PickleBytes.whole(.global("collections", "OrderedDict") + .emptyTuple + .newObject))
    expect(
      .unexpectedValue(expected: "an empty namespace", found: "a class or function"), at: 25,
      PickleBytes.whole(.global("argparse", "Namespace") + .tuple(.none) + .newObject))
  }

  @Test("attack 27: only a known function is called, with the arguments that it takes")
  func reduce() {
    expect(
      .unexpectedValue(expected: "a class or function", found: "a str"), at: 9,
      PickleBytes.whole(.text("a") + .emptyTuple + .reduce))
    expect(
      .unexpectedValue(expected: "0 arguments", found: "1"), at: 30,
      PickleBytes.whole(
        .global("collections", "OrderedDict") + .tuple(.none) + .reduce))
    expect(
      .unexpectedValue(
        expected: "a function or an ordered dictionary", found: "a class or function"),
      at: 23,
      PickleBytes.whole(.global("torch", "FloatStorage") + .emptyTuple + .reduce))
  }

  @Test("attack 28: operations without their operands")
  func underflow() {
    expect(.stackUnderflow, at: 2, PickleBytes.whole(PickleBytes([])))
    expect(.stackUnderflow, at: 2, PickleBytes.whole(.reduce))
    expect(.stackUnderflow, at: 3, PickleBytes.whole(.none + .reduce))
    expect(.stackUnderflow, at: 2, PickleBytes.whole(.put(0)))
    expect(.stackUnderflow, at: 2, PickleBytes.whole(.memorize))
    expect(.stackUnderflow, at: 4, PickleBytes.whole(.emptyList + .mark + .append))
    expect(.stackUnderflow, at: 5, PickleBytes.whole(.emptyDictionary + .mark + .none + .setItems))
    expect(.stackUnderflow, at: 3, PickleBytes.whole(.none + PickleBytes([0x86])))
  }

  @Test("attack 28: a tuple without a mark", arguments: [0x74, 0x65, 0x75] as [UInt8])
  func noMark(code: UInt8) {
    expect(.noMark, at: 3, PickleBytes.whole(.emptyList + PickleBytes([code])))
  }

  @Test("attack 28: values that were never memorized")
  func noMemo() {
    expect(.noMemo(1), at: 5, PickleBytes.whole(.none + .put(0) + .get(1)))
    expect(
      .noMemo(0xffff_ffff), at: 2, PickleBytes.whole(PickleBytes([0x6a, 255, 255, 255, 255])))
  }

  @Test("attack 28: a pickle that is cut off anywhere")
  func noStop() {
    let bytes = PickleBytes.whole(
      .dictionary(
        ("a", .long(1)), ("b", .double(1)), ("c", .integers([1])),
        ("d", .global("collections", "OrderedDict") + .emptyTuple + .reduce)))
    #expect(throws: Never.self) { try TorchCheckpoint(bytes: bytes, path: "f") }
    for count in 1..<bytes.count {
      #expect {
        try TorchCheckpoint(bytes: Array(bytes.prefix(count)), path: "f")
      } throws: { error in
        if case .pickle(_, _, .truncated) = error as? TensorFileError { true } else { false }
      }
    }
  }

  @Test("attack 29: lengths beyond the file, of every operation that has one")
  func lengths() {
    for bytes: [UInt8] in [
      [0x58, 255, 255, 255, 255], [0x8c, 255], [0x42, 255, 255, 255, 127], [0x43, 255],
      [0x8e, 255, 255, 255, 255, 255, 255, 255, 255], [0x8a, 255], [0x8b, 255, 255, 255, 255],
      [0x95, 255, 255, 255, 255, 255, 255, 255, 127],
    ] {
      expect(.truncated, at: 2, PickleBytes.whole(PickleBytes(bytes)))
    }
    expect(
      .forbiddenGlobal(module: "a name of more than 128 bytes", name: ""), at: 2,
      PickleBytes.whole(.global(String(repeating: "a", count: 1000), "b")))
  }

  @Test("attack 30: a container that holds itself, directly or by another")
  func cycles() {
    let list: PickleBytes = .emptyList + .put(0) + .get(0) + .append
    expect(.cycle, at: 9, PickleBytes.whole(list))
    let dictionary: PickleBytes =
      .emptyDictionary + .put(0) + .text("a") + .emptyList + .get(0) + .append + .setItem
    expect(.cycle, at: 17, PickleBytes.whole(dictionary))
  }

  @Test func aHundredThousandLevelsAreRefused() {
    let count = 100_000
    let bytes =
      [0x80, 2, 0x5d] + [UInt8](repeating: 0x85, count: count) + [0x2e]
    expect(.tooDeep(limit: 64), at: bytes.count, bytes)
  }

  @Test func aFewSharedListsThatStandForAHugeTreeAreRefused() {
    // Each list holds the one before it ten times.
    var value: PickleBytes = .emptyList + .none + .append
    for level in 0..<12 {
      value = value + .put(UInt8(level)) + .emptyList
      for _ in 0..<10 { value = value + .get(UInt8(level)) + .append }
    }
    let bytes = PickleBytes.whole(value)
    expect(.tooLarge(limit: 16_000_000), at: bytes.count, bytes)
  }

  @Test func attributesThatAreGivenAgainAndAgainAreRefused() {
    // A namespace gets the same 1,000 attributes 10,000 times.
    var value: PickleBytes = .emptyDictionary
    for key in 0..<1000 { value = value + .text("k\(key)") + .none + .setItem }
    value = value + .put(0) + .global("argparse", "Namespace") + .emptyTuple + .newObject
    let build = (PickleBytes.get(0) + .build).bytes
    let builds = PickleBytes((0..<10_000).flatMap { _ in build })
    let bytes = PickleBytes.whole(value + builds)
    #expect {
      try TorchCheckpoint(bytes: bytes, path: "f")
    } throws: { error in
      guard case .pickle(_, _, .tooLarge(4_000_000)) = error as? TensorFileError else {
        return false
      }
      return true
    }
  }

  @Test func moreOperationsThanACheckpointNeedsAreRefused() {
    #if DEBUG
      let codes = 4_000_000
    #else
      let codes = 10_000_000
    #endif
    let bytes = [0x80, 2] + [UInt8](repeating: 0x7d, count: codes)
    expect(.tooLarge(limit: 4_000_000), at: 4_000_001, bytes)
  }

  @Test("keys that are given twice, or cannot be compared, are refused")
  func keys() {
    let twice = PickleBytes.dictionary(("a", .none), ("a", .no))
    expect(.duplicateKey("a"), at: 20, PickleBytes.whole(twice))
    expect(
      .unexpectedValue(expected: "a str or int for a key", found: "a list"), at: 7,
      PickleBytes.whole(.emptyDictionary + .emptyList + .none + .setItem))
  }

  @Test func otherProtocolsAndTrailingBytesAreRefused() {
    for version: UInt8 in [0, 1, 6, 255] {
      expect(
        .unsupportedProtocol(Int(version)), at: 0, PickleBytes.whole(.none, version: version))
    }
    expect(.trailingBytes(1), at: 4, PickleBytes.whole(.none) + [0])
  }

  @Test func textThatIsNotUTF8IsRefused() {
    expect(.invalidUTF8, at: 2, PickleBytes.whole(PickleBytes([0x8c, 1, 0xff])))
  }

  @Test("short bytes are text, and others are not looked into")
  func bytes() throws {
    for (content, value): ([UInt8], PickleValue) in [
      (Array("data".utf8), .string("data")), ([0xff], .opaque("bytes")),
      (Array(repeating: 0x61, count: 300), .opaque("bytes")),
    ] {
      let bytes = PickleBytes.whole(.data(content))
      #expect(try TorchCheckpoint(bytes: bytes, path: "f").root == value)
    }
  }

  @Test("classes and storages are no values of a checkpoint")
  func remains() {
    for (value, kind): (PickleBytes, String) in [
      (.global("torch", "Size"), "a class or function"),
      (.storage(count: 0), "a storage"),
    ] {
      let bytes = PickleBytes.whole(value)
      expect(
        .unexpectedValue(expected: "plain data or a tensor", found: kind), at: bytes.count, bytes)
    }
  }
}
