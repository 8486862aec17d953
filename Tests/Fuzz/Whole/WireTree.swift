/// A message of Protocol Buffers as a tree of fields, read without its schema: a run of bytes that
/// reads as a message is taken for one.
struct WireTree {
  struct Field {
    var number: UInt64
    var value: Value
  }

  indirect enum Value {
    case varint(UInt64)
    case fixed64([UInt8])
    case fixed32([UInt8])
    case bytes([UInt8])
    case message(WireTree)
  }

  var fields: [Field] = []

  /// Reads a message that fills the bytes; `nil` if they are none.
  init?(_ bytes: ArraySlice<UInt8>, depth: Int = 0) {
    guard depth < 8 else { return nil }
    var rest = bytes
    func varint() -> UInt64? {
      var (result, shift) = (UInt64(0), UInt64(0))
      while let byte = rest.popFirst(), shift < 64 {
        result |= UInt64(byte & 0x7f) << shift
        if byte < 0x80 { return result }
        shift += 7
      }
      return nil
    }
    while !rest.isEmpty {
      guard let tag = varint(), tag >> 3 > 0, tag >> 3 < 64 else { return nil }
      switch tag & 7 {
      case 0:
        guard let number = varint() else { return nil }
        fields.append(Field(number: tag >> 3, value: .varint(number)))
      case 1, 5:
        let count = tag & 7 == 1 ? 8 : 4
        guard rest.count >= count else { return nil }
        let value = Array(rest.prefix(count))
        fields.append(
          Field(number: tag >> 3, value: count == 8 ? .fixed64(value) : .fixed32(value)))
        rest = rest.dropFirst(count)
      case 2:
        guard let count = varint(), count <= UInt64(rest.count) else { return nil }
        let value = rest.prefix(Int(count))
        rest = rest.dropFirst(Int(count))
        // Names are no messages, although some read as such.
        let isText = value.allSatisfy { (0x20..<0x7f).contains($0) }
        if !isText, !value.isEmpty, let tree = WireTree(value, depth: depth + 1) {
          fields.append(Field(number: tag >> 3, value: .message(tree)))
        } else {
          fields.append(Field(number: tag >> 3, value: .bytes(Array(value))))
        }
      default: return nil
      }
    }
  }

  /// The bytes of the message.
  var bytes: [UInt8] {
    var result: [UInt8] = []
    func varint(_ number: UInt64) {
      var rest = number
      while rest >= 0x80 {
        result.append(UInt8(rest & 0x7f) | 0x80)
        rest >>= 7
      }
      result.append(UInt8(rest))
    }
    for field in fields {
      switch field.value {
      case .varint(let number):
        varint(field.number << 3)
        varint(number)
      case .fixed64(let bytes):
        varint(field.number << 3 | 1)
        result += bytes
      case .fixed32(let bytes):
        varint(field.number << 3 | 5)
        result += bytes
      case .bytes(let bytes):
        varint(field.number << 3 | 2)
        varint(UInt64(bytes.count))
        result += bytes
      case .message(let tree):
        let bytes = tree.bytes
        varint(field.number << 3 | 2)
        varint(UInt64(bytes.count))
        result += bytes
      }
    }
    return result
  }

  /// The number of fields, those of messages within too.
  var count: Int {
    fields.reduce(0) { sum, field in
      if case .message(let tree) = field.value { sum + 1 + tree.count } else { sum + 1 }
    }
  }

  /// Every run of bytes that is a name, such as those of operators and values.
  var texts: [[UInt8]] {
    fields.flatMap { field -> [[UInt8]] in
      switch field.value {
      case .bytes(let bytes) where bytes.count < 64: [bytes]
      case .message(let tree): tree.texts
      default: []
      }
    }
  }

  /// Changes the field at a place, counted through all messages.
  mutating func change(_ place: Int, _ body: (inout [Field], Int) -> Void) {
    var rest = place
    for index in fields.indices {
      if rest == 0 { return body(&fields, index) }
      rest -= 1
      guard case .message(var tree) = fields[index].value else { continue }
      if rest < tree.count {
        tree.change(rest, body)
        fields[index].value = .message(tree)
        return
      }
      rest -= tree.count
    }
  }
}
