import TensorFiles
import Testing

/// Attacks 14 to 25: tensors that are not where, or what, the header says.
@Suite struct HostileSafetensorsTensorTests {
  @Test(
    "attack 14: extents whose product overflows",
    arguments: [[4_294_967_296, 4_294_967_296], [.max, 2], [1 << 62], [0, .max, 2]])
  func overflow(extents: [Int]) {
    expect(
      .shapeOverflow(tensor: "a", extents: extents),
      safetensors(tensorHeader(shape: "\(extents)"), data: eightBytes))
  }

  @Test("attack 15: more or fewer bytes than type and shape need")
  func byteCount() {
    expect(
      .byteCount(tensor: "a", expected: 12, found: 8),
      safetensors(tensorHeader(shape: "[3]"), data: eightBytes))
    expect(
      .byteCount(tensor: "a", expected: 4, found: 8),
      safetensors(tensorHeader(shape: "[]"), data: eightBytes))
  }

  @Test("attack 16: data that end before they begin")
  func reversed() {
    expect(
      .reversedOffsets(tensor: "a", begin: 8, end: 0),
      safetensors(tensorHeader(offsets: "[8,0]"), data: eightBytes))
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
    expect(.dataLength(expected: 8, found: 9), safetensors(tensorHeader(), data: eightBytes + [0]))
    expect(
      .dataLength(expected: 8, found: 7), safetensors(tensorHeader(), data: [0, 0, 0, 0, 0, 0, 0]))
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
      safetensors(tensorHeader(offsets: "[0,8,8]"), data: eightBytes))
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
      safetensors(tensorHeader(type: "\"F4\"", shape: "[3]", offsets: "[0,2]"), data: [0, 0]))
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
}
