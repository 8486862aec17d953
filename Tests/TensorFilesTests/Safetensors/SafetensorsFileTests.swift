import FileBytes
import Foundation
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// A file with one tensor of the given format.
  private func file(_ type: ScalarType, shape: Shape, _ data: [UInt8]) throws -> SafetensorsFile {
    let header =
      "{\"a\":{\"dtype\":\"\(type.rawValue)\",\"shape\":\(shape.extents),"
      + "\"data_offsets\":[0,\(data.count)]}}"
    return try SafetensorsFile(bytes: safetensors(header, data: data), path: "f")
  }

  @Test("every number format that fits is read as Float")
  func formats() throws {
    func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
      numbers.flatMap { number in
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      }
    }
    let expected = Tensor(shape: [2], scalars: [1, -2])
    let positive = Tensor(shape: [2], scalars: [1, 0])
    let cases: [(ScalarType, [UInt8], Tensor)] = [
      (.float32, bytes([Float(1).bitPattern, Float(-2).bitPattern]), expected),
      (.float64, bytes([Double(1).bitPattern, Double(-2).bitPattern]), expected),
      (.float16, bytes([0x3c00, 0xc000] as [UInt16]), expected),
      (.bfloat16, bytes([0x3f80, 0xc000] as [UInt16]), expected),
      (.int8, bytes([1, -2] as [Int8]), expected),
      (.int16, bytes([1, -2] as [Int16]), expected),
      (.int32, bytes([1, -2] as [Int32]), expected),
      (.int64, bytes([1, -2] as [Int64]), expected),
      (.uint8, [1, 0], positive),
      (.uint16, bytes([1, 0] as [UInt16]), positive),
      (.uint32, bytes([1, 0] as [UInt32]), positive),
      (.uint64, bytes([1, 0] as [UInt64]), positive),
      (.bool, [1, 0], positive),
    ]
    for (type, data, tensor) in cases {
      #expect(try file(type, shape: [2], data).tensor(named: "a") == tensor, "\(type)")
    }
  }

  @Test(
    "a format that does not fit is refused when its tensor is asked for",
    arguments: [ScalarType.complex64, .float8E4M3])
  func unreadable(type: ScalarType) throws {
    let file = try file(type, shape: [1], [UInt8](repeating: 0, count: type.bitWidth / 8))
    #expect(file.entries == [TensorEntry(name: "a", shape: [1], type: type)])
    #expect(throws: TensorFileError.unreadableScalarType(file: "f", tensor: "a", type: type)) {
      try file.tensor(named: "a")
    }
  }

  @Test func floatsThatAreNotAlignedAreReadToo() throws {
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: Float(1.5).bitPattern >> (8 * ($0 % 4))) }
    for spaces in 0..<4 {
      let header =
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
        + String(repeating: " ", count: spaces)
      let file = try SafetensorsFile(bytes: safetensors(header, data: bytes), path: "f")
      #expect(try file.tensor(named: "a").scalars == [1.5, 1.5])
    }
  }

  @Test func tensorsWithoutScalarsAndScalarsWithoutAxesAreRead() throws {
    #expect(try file(.float32, shape: [0, 3], []).tensor(named: "a") == Tensor(zeros: [0, 3]))
    #expect(try file(.float32, shape: [], [0, 0, 0, 0]).tensor(named: "a") == Tensor(zeros: []))
  }

  @Test func tensorsOutliveTheFile() throws {
    let path = directory.path(of: "f.safetensors")
    try SafetensorsFile.write(["a": Tensor(shape: [2], scalars: [3, 4])], to: path)
    let tensor = try SafetensorsFile(path: path).tensor(named: "a")
    try FileManager.default.removeItem(atPath: path)
    #expect(tensor.scalars == [3, 4])
  }

  @Test func metadataAndEscapesAreRead() throws {
    let header = #"{"__metadata__":{"k\n\"\\\/":"\u00e9\ud83d\ude00 é"}}   "#
    let file = try SafetensorsFile(bytes: safetensors(header), path: "f")
    #expect(file.metadata == ["k\n\"\\/": "é😀 é"])
    #expect(file.entries.isEmpty)
  }

  @Test("what is not a file is refused", arguments: ["", "missing"])
  func noFile(name: String) {
    #expect(throws: TensorFileError.self) { try SafetensorsFile(path: directory.path(of: name)) }
    #expect(throws: TensorFileError.file(.notARegularFile(path: "/dev/zero"))) {
      try SafetensorsFile(path: "/dev/zero")
    }
  }

  @Test func anEmptyFileIsRefused() throws {
    let path = try directory.file("empty", holding: [])
    #expect(throws: TensorFileError.safetensors(file: path, .noHeaderLength(fileLength: 0))) {
      try SafetensorsFile(path: path)
    }
  }

  @Test func errorsSayWhereAndWhat() {
    let error = TensorFileError.safetensors(
      file: "f", .byteCount(tensor: "a", expected: 8, found: 4))
    #expect("\(error)" == "f: tensor 'a': expected 8 bytes for its type and shape, found 4")
  }
}
