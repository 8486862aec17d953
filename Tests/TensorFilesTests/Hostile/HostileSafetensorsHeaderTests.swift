import TensorFiles
import Tensors
import Testing

/// Attacks 1 to 13: headers that are too long, no JSON, or JSON that says something twice.
@Suite struct HostileSafetensorsHeaderTests {
  @Test func theFileThatTheAttacksVaryIsSound() throws {
    let file = try SafetensorsFile(bytes: safetensors(tensorHeader(), data: eightBytes), path: "f")
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
    expect(
      .header(.loneSurrogate(offset: 2)), safetensors(tensorHeader(name: name), data: eightBytes))
  }

  @Test("attack 7: a NUL in a name")
  func nulName() {
    expect(.nulInName("a\0"), safetensors(tensorHeader(name: #""a\u0000""#), data: eightBytes))
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
    "attack 11: the same name twice, spelled alike or with escapes",
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
      safetensors(tensorHeader(type: "\"\(type)\""), data: eightBytes))
  }

  @Test(
    "attack 13: extents that are not natural numbers in digits",
    arguments: ["-1", "2.0", "1e3", "2E0", "02", "9223372036854775808", "1000000000000000000000"])
  func extents(extent: String) {
    expect(
      .header(.notANaturalNumber(offset: 29)),
      safetensors(tensorHeader(shape: "[\(extent)]"), data: eightBytes))
  }

  @Test("attack 13: offsets that are not natural numbers", arguments: ["-0", "0.0", "0e0"])
  func offsets(offset: String) {
    let header = tensorHeader(offsets: "[\(offset),8]")
    expect(.header(.notANaturalNumber(offset: 48)), safetensors(header, data: eightBytes))
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
