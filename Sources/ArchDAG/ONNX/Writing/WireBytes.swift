/// Protobuf fields as bytes.
///
/// Source: Protocol Buffers, "Encoding".
enum WireBytes {
  /// A number of at most 64 bits, seven of them to a byte.
  static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value))
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
  }

  /// A field that is a whole number.
  static func number(_ field: Int, _ value: Int) -> [UInt8] {
    varint(field << 3) + varint(value)
  }

  /// The tag and length in front of a field of `count` bytes.
  static func header(_ field: Int, count: Int) -> [UInt8] {
    varint(field << 3 | 2) + varint(count)
  }

  /// The fields of a graph that are the nodes that make a copy of a parameter.
  ///
  /// Source: ONNX, `onnx.proto`, messages `NodeProto`, `AttributeProto` and `TensorProto`.
  static func nodes(of copy: FoldedCopy) -> [UInt8] {
    copy.steps.flatMap { step -> [UInt8] in
      guard let target = step.target else {
        let order = text(1, "perm") + number(20, 7) + step.integers.flatMap { number(8, $0) }
        return node(step.type, [step.input], step.output, order)
      }
      let words = step.integers.flatMap { extent in
        (0..<8).map { UInt8(truncatingIfNeeded: extent >> (8 * $0)) }
      }
      let extents =
        number(1, step.integers.count) + number(2, 7) + header(9, count: words.count) + words
      let value =
        text(1, "value") + number(20, 4) + header(5, count: extents.count) + extents
      return node("Constant", [], target, value)
        + node(step.type, [step.input, target], step.output)
    }
  }

  private static func node(
    _ type: String, _ inputs: [String], _ output: String, _ attribute: [UInt8] = []
  ) -> [UInt8] {
    var fields = inputs.flatMap { text(1, $0) } + text(2, output) + text(3, output)
    fields += text(4, type)
    if !attribute.isEmpty { fields += header(5, count: attribute.count) + attribute }
    return header(1, count: fields.count) + fields
  }

  /// A field that is a text.
  static func text(_ field: Int, _ text: String) -> [UInt8] {
    header(field, count: text.utf8.count) + Array(text.utf8)
  }
}
