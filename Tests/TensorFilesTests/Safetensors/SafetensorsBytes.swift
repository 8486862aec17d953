import TensorFiles
import Testing

/// The bytes of a safetensors file, sound or not: a header's length, the header, the data.
func safetensors(
  _ header: [UInt8], data: [UInt8] = [], headerLength: UInt64? = nil
) -> [UInt8] {
  let length = headerLength ?? UInt64(header.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header + data
}

/// The bytes of a safetensors file whose header is a text.
func safetensors(_ header: String, data: [UInt8] = []) -> [UInt8] {
  safetensors(Array(header.utf8), data: data)
}

/// Expects that a file is refused for a reason.
func expect(
  _ flaw: SafetensorsFlaw, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(throws: TensorFileError.safetensors(file: "f", flaw), sourceLocation: sourceLocation) {
    try SafetensorsFile(bytes: bytes, path: "f")
  }
}

/// A header with one tensor of two scalars, in which a test replaces what it likes.
func tensorHeader(
  name: String = "\"a\"", type: String = "\"F32\"", shape: String = "[2]",
  offsets: String = "[0,8]"
) -> String {
  "{\(name):{\"dtype\":\(type),\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
}

/// The data of that tensor.
let eightBytes = [UInt8](repeating: 0, count: 8)
