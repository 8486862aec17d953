import TensorFiles
import Tensors
import Testing

/// One test per way in which a safetensors file can lie, in the order of the attacks' list.
@Suite struct HostileSafetensorsTests {
  private func expect(
    _ flaw: SafetensorsFlaw, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      throws: TensorFileError.safetensors(file: "f", flaw), sourceLocation: sourceLocation
    ) { try SafetensorsFile(bytes: bytes, path: "f") }
  }

  /// A header with one tensor of two scalars, in which the test replaces what it likes.
  private func tensor(
    name: String = "\"a\"", type: String = "\"F32\"", shape: String = "[2]",
    offsets: String = "[0,8]"
  ) -> String {
    "{\(name):{\"dtype\":\(type),\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
  }

  private let eightBytes = [UInt8](repeating: 0, count: 8)

  @Test func theFileThatTheAttacksVaryIsSound() throws {
    let file = try SafetensorsFile(bytes: safetensors(tensor(), data: eightBytes), path: "f")
    #expect(try file.tensor(named: "a") == Tensor(zeros: [2]))
  }

  @Test("attack 1: fewer than eight bytes", arguments: 0..<8)
  func short(count: Int) {
    expect(.noHeaderLength(fileLength: count), [UInt8](repeating: 1, count: count))
  }

  @Test("attacks 2, 3 and 5: a header length of zero or beyond the limit")
  func headerLength() {
    for length in [0, 100_000_001, 1 << 63, UInt64.max] {
      expect(
        .headerLength(length, limit: 100_000_000), safetensors([], headerLength: length))
    }
  }

  @Test("attack 4: a header longer than the file")
  func headerBeyondFile() {
    expect(
      .headerBeyondFile(headerLength: 3, fileLength: 10),
      safetensors(Array("{}".utf8), headerLength: 3))
  }

  @Test("attack 6: names that are not UTF-8")
  func invalidUTF8() {
    expect(
      .header(.invalidUTF8(offset: 1)),
      safetensors(Array("{\"".utf8) + [0xff, 0xfe] + Array("\":{}}".utf8)))
  }

  @Test(
    "attack 7: half a surrogate pair",
    arguments: [#""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800\ud800""#])
  func loneSurrogate(name: String) {
    expect(.header(.loneSurrogate(offset: 2)), safetensors(tensor(name: name), data: eightBytes))
  }

  @Test("attack 7: a NUL in a name")
  func nulName() {
    expect(.nulInName("a\0"), safetensors(tensor(name: #""a\u0000""#), data: eightBytes))
  }

  @Test("attack 8: something else than an object", arguments: ["[]", "1", "\"a\"", "null"])
  func notAnObject(header: String) {
    expect(
      .header(.unexpected(offset: 0, expected: "'{'", found: header.utf8.first)),
      safetensors(header))
  }

  @Test("attack 9: a space before the header")
  func leadingSpace() {
    expect(.header(.unexpected(offset: 0, expected: "'{'", found: 0x20)), safetensors(" {}"))
  }

  @Test("attack 10: other bytes than spaces after the header", arguments: ["x", "\0", "\n", "{}"])
  func trailingJunk(junk: String) {
    expect(
      .header(.unexpected(offset: 3, expected: "spaces up to the end", found: junk.utf8.first)),
      safetensors("{} " + junk))
  }

  @Test(
    "attack 11: the same name twice, spelt alike or with escapes",
    arguments: [(#""a""#, "a"), (#""\u0061""#, "a"), (#""__metadata__""#, "__metadata__")])
  func duplicateName(spelling: String, name: String) {
    let value = name == "a" ? #"{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"# : "{}"
    let header = "{\"\(name)\":\(value),\(spelling):\(value)}"
    expect(
      .header(
        .duplicateKey(
          offset: header.utf8.count - value.utf8.count - spelling.utf8.count - 2,
          key: name)), safetensors(header))
  }

  @Test("attack 11: the same field or metadata key twice")
  func duplicateField() {
    expect(
      .header(.duplicateKey(offset: 20, key: "dtype")),
      safetensors(#"{"a":{"dtype":"F32","dtype":"F32"}}"#))
    expect(
      .header(.duplicateKey(offset: 24, key: "k")),
      safetensors(#"{"__metadata__":{"k":"","k":""}}"#))
  }

  @Test("attack 12: an unknown number format", arguments: ["f32", "F128", ""])
  func unknownType(type: String) {
    expect(
      .unknownScalarType(tensor: "a", type: type),
      safetensors(tensor(type: "\"\(type)\""), data: eightBytes))
  }

  @Test(
    "attack 13: extents that are not natural numbers in digits",
    arguments: ["-1", "2.0", "1e3", "2E0", "02", "9223372036854775808", "1000000000000000000000"])
  func extents(extent: String) {
    expect(
      .header(.notANaturalNumber(offset: 29)),
      safetensors(tensor(shape: "[\(extent)]"), data: eightBytes))
  }

  @Test("attack 13: offsets that are not natural numbers", arguments: ["-0", "0.0", "0e0"])
  func offsets(offset: String) {
    let header = tensor(offsets: "[\(offset),8]")
    expect(.header(.notANaturalNumber(offset: 48)), safetensors(header, data: eightBytes))
  }

  @Test(
    "attack 14: extents whose product overflows",
    arguments: [[4_294_967_296, 4_294_967_296], [.max, 2], [1 << 62], [0, .max, 2]])
  func overflow(extents: [Int]) {
    expect(
      .shapeOverflow(tensor: "a", extents: extents),
      safetensors(tensor(shape: "\(extents)"), data: eightBytes))
  }

  @Test("attack 15: more or fewer bytes than type and shape need")
  func byteCount() {
    expect(
      .byteCount(tensor: "a", expected: 12, found: 8),
      safetensors(tensor(shape: "[3]"), data: eightBytes))
    expect(
      .byteCount(tensor: "a", expected: 4, found: 8),
      safetensors(tensor(shape: "[]"), data: eightBytes))
  }

  @Test("attack 16: data that end before they begin")
  func reversed() {
    expect(
      .reversedOffsets(tensor: "a", begin: 8, end: 0),
      safetensors(tensor(offsets: "[8,0]"), data: eightBytes))
  }

  private func two(_ a: String, _ b: String) -> String {
    func member(_ name: String, _ offsets: String) -> String {
      "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":\(offsets)}"
    }
    return "{\(member("a", a)),\(member("b", b))}"
  }

  @Test("attack 17: data that overlap")
  func overlap() {
    expect(
      .notContiguous(tensor: "b", expected: 4, found: 2),
      safetensors(two("[0,4]", "[2,6]"), data: [UInt8](repeating: 0, count: 6)))
    expect(
      .notContiguous(tensor: "b", expected: 4, found: 0),
      safetensors(two("[0,4]", "[0,4]"), data: [UInt8](repeating: 0, count: 4)))
  }

  @Test("attack 18: a hole between data, or before them")
  func hole() {
    expect(
      .notContiguous(tensor: "b", expected: 4, found: 8),
      safetensors(two("[0,4]", "[8,12]"), data: [UInt8](repeating: 0, count: 12)))
    expect(
      .notContiguous(tensor: "a", expected: 0, found: 4),
      safetensors(two("[4,8]", "[8,12]"), data: [UInt8](repeating: 0, count: 12)))
  }

  @Test("attack 19: data that end before or after the file")
  func dataLength() {
    expect(.dataLength(expected: 8, found: 9), safetensors(tensor(), data: eightBytes + [0]))
    expect(.dataLength(expected: 8, found: 7), safetensors(tensor(), data: [0, 0, 0, 0, 0, 0, 0]))
    expect(.dataLength(expected: 0, found: 1), safetensors("{}", data: [0]))
  }

  @Test("attack 20: a hundred thousand levels")
  func nesting() {
    let depth = 100_000
    expect(
      .header(.unexpected(offset: 5, expected: "'{'", found: UInt8(ascii: "["))),
      safetensors("{\"a\":" + String(repeating: "[", count: depth)))
    expect(
      .header(.unexpected(offset: 15, expected: "a natural number", found: UInt8(ascii: "["))),
      safetensors("{\"a\":{\"shape\":" + String(repeating: "[", count: depth)))
  }

  @Test("attack 21: metadata that are not texts", arguments: ["1", "null", "{}", "[\"a\"]"])
  func metadata(value: String) {
    expect(
      .header(.unexpected(offset: 21, expected: "a string", found: value.utf8.first)),
      safetensors("{\"__metadata__\":{\"k\":\(value)}}"))
  }

  @Test("attack 22: a field too few", arguments: ["dtype", "shape", "data_offsets"])
  func missingField(field: String) {
    let fields = [
      ("dtype", "\"F32\""), ("shape", "[2]"), ("data_offsets", "[0,8]"),
    ].filter { $0.0 != field }.map { "\"\($0.0)\":\($0.1)" }
    expect(
      .missingField(tensor: "a", field: field),
      safetensors("{\"a\":{\(fields.joined(separator: ","))}}", data: eightBytes))
  }

  @Test("attack 22: a field too many, or offsets too many")
  func extraField() {
    expect(
      .header(
        .unknownKey(offset: 16, key: "strides", expected: "dtype, shape or data_offsets")),
      safetensors(#"{"a":{"strides":[1]}}"#))
    expect(
      .header(.unexpected(offset: 51, expected: "']'", found: UInt8(ascii: ","))),
      safetensors(tensor(offsets: "[0,8,8]"), data: eightBytes))
  }

  @Test("attack 23: a million empty tensors take seconds at most")
  func manyTensors() throws {
    #if DEBUG
      let count = 30_000
    #else
      let count = 1_000_000
    #endif
    let empty = #":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#
    let header = "{" + (0..<count).map { "\"\($0)\"" + empty }.joined(separator: ",") + "}"
    let bytes = safetensors(header)
    let start = ContinuousClock.now
    let file = try SafetensorsFile(bytes: bytes, path: "f")
    let duration = ContinuousClock.now - start
    #expect(file.entries.count == count)
    #expect(duration < .seconds(20))
  }

  @Test("attack 24: scalars that end within a byte")
  func partialByte() {
    expect(
      .partialByte(tensor: "a", bitCount: 12),
      safetensors(tensor(type: "\"F4\"", shape: "[3]", offsets: "[0,2]"), data: [0, 0]))
  }

  @Test("attack 25: a Git LFS pointer is called by its name")
  func gitLFSPointer() {
    let pointer = """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 12345

      """
    #expect(throws: TensorFileError.gitLFSPointer(file: "f")) {
      try SafetensorsFile(bytes: Array(pointer.utf8), path: "f")
    }
  }

  @Test("strings with raw control characters, bad escapes or no end are refused")
  func strings() {
    expect(
      .header(.unexpected(offset: 2, expected: "a character of a string", found: 0x0a)),
      safetensors("{\"\n\":{}}"))
    expect(
      .header(.unexpected(offset: 3, expected: "an escape", found: UInt8(ascii: "x"))),
      safetensors(#"{"\x41":{}}"#))
    expect(
      .header(.unexpected(offset: 7, expected: "a hexadecimal digit", found: UInt8(ascii: "g"))),
      safetensors(#"{"\u004g":{}}"#))
    expect(
      .header(.unexpected(offset: 3, expected: "the end of a string", found: nil)),
      safetensors("{\"a"))
  }
}
