/// Walks the fields of one protobuf message, without copying and without trust.
///
/// A cursor holds only positions; the bytes are handed to each call. Every length is checked
/// against the message that surrounds it before anything is read.
///
/// Source: Protocol Buffers, "Encoding".
struct WireCursor {
  private(set) var position: Int
  let end: Int

  init(_ range: Range<Int>) {
    self.position = range.lowerBound
    self.end = range.upperBound
  }

  /// The next field, or `nil` at the message's end.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  mutating func next(in bytes: RawSpan) throws(ArchitectureError) -> WireField? {
    guard position < end else { return nil }
    let start = position
    let tag = try varint(in: bytes)
    guard tag >> 3 != 0, tag >> 3 <= 536_870_911 else {
      throw malformed(at: start, "a field number from 1 to 536870911", "\(tag >> 3)")
    }
    let content: WireField.Content
    switch tag & 7 {
    case 0:
      content = .varint(try varint(in: bytes))
    case 1:
      content = .fixed64(try advance(by: 8, start: start))
    case 2:
      let length = try varint(in: bytes)
      guard length <= UInt64(end - position) else {
        throw malformed(at: start, "at most \(end - position) bytes", "a length of \(length)")
      }
      content = .bytes(try advance(by: Int(length), start: start))
    case 5:
      content = .fixed32(try advance(by: 4, start: start))
    case 3, 4:
      throw malformed(at: start, "a field of ONNX", "a group")
    default:
      throw malformed(at: start, "a wire type of protobuf", "\(tag & 7)")
    }
    return WireField(number: Int(tag >> 3), content: content, range: start..<position)
  }

  /// The next number of a packed field.
  mutating func nextVarint(in bytes: RawSpan) throws(ArchitectureError) -> UInt64? {
    position < end ? try varint(in: bytes) : nil
  }

  private mutating func varint(in bytes: RawSpan) throws(ArchitectureError) -> UInt64 {
    if position < end, case let byte = bytes.byte(at: position), byte < 0x80 {
      // Most numbers are so small.
      position += 1
      return UInt64(byte)
    }
    let start = position
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = bytes.byte(at: position)
      position += 1
      if shift == 63 && byte > 1 {
        throw malformed(at: start, "a number of at most 64 bits", "a longer one")
      }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw malformed(at: start, "a complete number", "the message's end")
  }

  private mutating func advance(
    by count: Int, start: Int
  ) throws(ArchitectureError) -> Range<Int> {
    guard count <= end - position else {
      throw malformed(at: start, "\(count) bytes", "\(end - position)")
    }
    defer { position += count }
    return position..<(position + count)
  }

  private func malformed(
    at position: Int, _ expected: String, _ found: String
  ) -> ArchitectureError {
    .malformed(location: "ONNX file, byte \(position)", expected: expected, found: found)
  }
}

/// One field of a protobuf message.
struct WireField {
  let number: Int
  let content: Content
  /// Where the whole field lies, its tag included.
  let range: Range<Int>

  enum Content {
    case varint(UInt64)
    case fixed64(Range<Int>)
    case bytes(Range<Int>)
    case fixed32(Range<Int>)
  }

  /// Where the bytes of a string, message or packed field lie.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if it is a number.
  func message() throws(ArchitectureError) -> Range<Int> {
    guard case .bytes(let range) = content else {
      throw .malformed(
        location: "ONNX file, byte \(range.lowerBound)",
        expected: "field \(number) to have a length", found: "a number")
    }
    return range
  }

  /// The field's whole number.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if it is none.
  func integer() throws(ArchitectureError) -> Int {
    guard case .varint(let value) = content else {
      throw .malformed(
        location: "ONNX file, byte \(range.lowerBound)",
        expected: "field \(number) to be a whole number", found: "another wire type")
    }
    return Int(truncatingIfNeeded: value)
  }
}

extension RawSpan {
  /// The byte at `offset`.
  ///
  /// - Precondition: `offset` lies within the span.
  func byte(at offset: Int) -> UInt8 {
    // SAFETY: `unsafeLoad` checks the bounds, and a byte is aligned anywhere and always valid.
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// The key and the value of the entry in `range`.
  ///
  /// Source: ONNX, `onnx.proto`, message `StringStringEntryProto`.
  ///
  /// - Throws: ``ArchitectureError``.
  func entry(_ range: Range<Int>) throws(ArchitectureError) -> (key: String, value: String) {
    var (key, value) = ("", "")
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: self) {
      switch field.number {
      case 1: key = try text(field.message())
      case 2: value = try text(field.message())
      default: break
      }
    }
    return (key, value)
  }

  /// The bytes in `range` as text.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if they are not UTF-8 or
  ///   contain a NUL.
  func text(_ range: Range<Int>) throws(ArchitectureError) -> String {
    // SAFETY: the pointer does not leave the closure.
    let text: String? = unsafe extracting(range).withUnsafeBytes { bytes in
      // Names are ASCII, of which nothing need be checked any more.
      var isPlain = true
      for index in bytes.indices where unsafe !(0x01...0x7F).contains(bytes[index]) {
        isPlain = false
      }
      if isPlain { return unsafe String(decoding: bytes, as: UTF8.self) }
      return unsafe bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
    guard let text else {
      throw .malformed(
        location: "ONNX file, byte \(range.lowerBound)", expected: "text in UTF-8",
        found: "other bytes")
    }
    return text
  }
}
