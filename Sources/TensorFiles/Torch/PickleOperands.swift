/// The operands that follow an operation in the pickle.
extension PickleMachine {
  /// Steps over `count` bytes and answers where they begin.
  mutating func advance(_ count: Int) throws(TorchFailure) -> Int {
    guard count <= bytes.count - offset else { throw failure(.truncated) }
    defer { offset += count }
    return offset
  }

  /// The offsets of so many bytes.
  mutating func range(byteCount: UInt64) throws(TorchFailure) -> Range<Int> {
    guard byteCount <= UInt64(bytes.count - offset) else { throw failure(.truncated) }
    let start = try advance(Int(byteCount))
    return start..<offset
  }

  /// A number, least significant byte first.
  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>()
    throws(TorchFailure) -> Number
  {
    bytes.load(at: try advance(MemoryLayout<Number>.size))
  }

  /// An integer in two's complement, whose length was read; one of more than 64 bits, as identifiers
  /// have, is not looked into.
  mutating func longInteger(byteCount: UInt64) throws(TorchFailure) -> PickleValue {
    let range = try range(byteCount: byteCount)
    guard range.count <= 8 else { return .opaque("builtins.int") }
    guard !range.isEmpty else { return .integer(0) }
    let magnitude = range.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64(bytes[$1]) }
    let unused = 64 - 8 * range.count
    return .integer(Int(Int64(bitPattern: magnitude << UInt64(unused)) >> Int64(unused)))
  }

  /// Text of so many bytes.
  mutating func text(byteCount: Int) throws(TorchFailure) -> String {
    guard let text = bytes[try range(byteCount: UInt64(byteCount))].text else {
      throw failure(.invalidUTF8)
    }
    return text
  }

  /// A line of text, such as a name in an old-style global.
  mutating func line() throws(TorchFailure) -> String {
    let start = offset
    while bytes[try advance(1)] != 0x0a {
      // No name of the allow-list is anywhere near as long.
      guard offset - start <= 128 else {
        throw failure(.forbiddenGlobal(module: "a name of more than 128 bytes", name: ""))
      }
    }
    guard let text = bytes[start..<offset - 1].text else { throw failure(.invalidUTF8) }
    return text
  }
}
