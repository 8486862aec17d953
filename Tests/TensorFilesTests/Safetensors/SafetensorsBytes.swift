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
