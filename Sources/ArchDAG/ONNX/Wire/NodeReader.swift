import COnnx

/// Turns the bytes of nodes and value infos, read by protobuf-c, into Swift values.
struct NodeReader {
  /// The numbers of the values' names.
  var names: ValueNames

  /// Reads the node in `range`.
  ///
  /// - Parameters:
  ///   - range: where the node lies.
  ///   - bytes: the file's bytes.
  ///   - index: the node's position in the file, which names it where the file does not.
  /// - Returns: the node, its values numbered.
  /// - Throws: ``ArchitectureError``.
  mutating func node(
    _ range: Range<Int>, in bytes: RawSpan, index: Int
  ) throws(ArchitectureError) -> ONNXNode {
    try NodeCheck.check(range, in: bytes)
    if range.count > Self.copiedLength,
      let constant = try longConstant(range, in: bytes, index: index)
    {
      return constant
    }
    // SAFETY: protobuf-c reads `range.count` bytes, and its message lives until it is freed.
    let message = unsafe bytes.extracting(range).withUnsafeBytes { bytes in
      unsafe onnx__node_proto__unpack(
        nil, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    guard let message = unsafe message else {
      throw .malformed(
        location: "ONNX file, byte \(range.lowerBound)", expected: "a node", found: "other fields")
    }
    defer { unsafe onnx__node_proto__free_unpacked(message, nil) }
    return try unsafe node(message.pointee, index: index)
  }

  private mutating func node(
    _ message: Onnx__NodeProto, index: Int
  ) throws(ArchitectureError) -> ONNXNode {
    var type = try unsafe text(message.op_type)
    let domain = try unsafe text(message.domain)
    if !domain.isEmpty && domain != "ai.onnx" { type = "\(domain)::\(type)" }
    let name = try unsafe text(message.name)
    var inputs: [Int?] = []
    inputs.reserveCapacity(unsafe message.n_input)
    for input in 0..<(unsafe message.n_input) {
      inputs.append(names.number(of: try unsafe text(message.input[input])))
    }
    var outputs: [Int?] = []
    outputs.reserveCapacity(unsafe message.n_output)
    for output in 0..<(unsafe message.n_output) {
      outputs.append(names.number(of: try unsafe text(message.output[output])))
    }
    var attributes: [ONNXNode.Attribute] = []
    attributes.reserveCapacity(unsafe message.n_attribute)
    for attribute in 0..<(unsafe message.n_attribute) {
      guard let attribute = unsafe message.attribute[attribute] else { continue }
      attributes.append(try unsafe self.attribute(attribute.pointee))
    }
    let node = ONNXNode(
      type: type, name: name.isEmpty ? "\(type)_\(index)" : name, inputs: inputs,
      outputs: outputs, attributes: attributes)
    if attributes.count > 1, let name = repeatedName(of: attributes) {
      throw .malformed(
        location: node.location, expected: "each attribute once", found: "a second '\(name)'")
    }
    return node
  }

  /// The name of two attributes.
  private func repeatedName(of attributes: [ONNXNode.Attribute]) -> String? {
    guard attributes.count > 16 else {
      // Most nodes have few: compared without taking memory.
      return attributes.indices.first { index in
        attributes[..<index].contains { $0.name == attributes[index].name }
      }.map { attributes[$0].name }
    }
    var names: Set<String> = []
    return attributes.first { !names.insert($0.name).inserted }?.name
  }

  /// Reads the attribute in `range`; of one that holds graphs, that it does.
  ///
  /// - Throws: ``ArchitectureError``.
  func attribute(
    _ range: Range<Int>, in bytes: RawSpan
  ) throws(ArchitectureError) -> ONNXNode.Attribute {
    guard range.count <= NodeCheck.lengthLimit else {
      if let name = try nameOfGraph(range, in: bytes) { return .init(name: name, value: .graph) }
      throw .tooLarge(
        location: "ONNX file, byte \(range.lowerBound)",
        limit: "\(NodeCheck.lengthLimit) bytes for an attribute", found: "\(range.count)")
    }
    // SAFETY: protobuf-c reads `range.count` bytes, and its message lives until it is freed; it
    // takes tensors and subgraphs as bytes, so that nothing nests.
    let message = unsafe bytes.extracting(range).withUnsafeBytes { bytes in
      unsafe onnx__attribute_proto__unpack(
        nil, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    guard let message = unsafe message else {
      throw .malformed(
        location: "ONNX file, byte \(range.lowerBound)", expected: "an attribute",
        found: "other fields")
    }
    defer { unsafe onnx__attribute_proto__free_unpacked(message, nil) }
    return try unsafe attribute(message.pointee)
  }

  /// The name of an attribute that holds subgraphs; `nil` for others.
  private func nameOfGraph(
    _ range: Range<Int>, in bytes: RawSpan
  ) throws(ArchitectureError) -> String? {
    var name = ""
    var holdsGraph = false
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      if field.number == 1 { name = try bytes.text(field.message()) }
      if field.number == 6 || field.number == 11 { holdsGraph = true }
    }
    return holdsGraph ? name : nil
  }

  private func attribute(
    _ message: Onnx__AttributeProto
  ) throws(ArchitectureError) -> ONNXNode.Attribute {
    let value: ONNXNode.Value
    switch unsafe message.type {
    case 1: value = .real(unsafe message.f)
    case 2: value = .integer(Int(unsafe message.i))
    case 3: value = .text(try unsafe text(message.s))
    case 4: value = .tensor(try unsafe tensor(message.t))
    case 5, 10: value = .graph
    case 6:
      value = .reals(
        unsafe Array(UnsafeBufferPointer(start: message.floats, count: message.n_floats)))
    case 7:
      value = .integers(
        unsafe UnsafeBufferPointer(start: message.ints, count: message.n_ints).map(Int.init))
    case 8:
      var texts: [String] = []
      for index in 0..<(unsafe message.n_strings) {
        // Categories of other domains may be in any encoding.
        if let text = try? unsafe text(message.strings[index]) { texts.append(text) }
      }
      value = texts.count == (unsafe message.n_strings) ? .texts(texts) : .unread
    default: value = .unread
    }
    return ONNXNode.Attribute(name: try unsafe text(message.name), value: value)
  }

  private func tensor(_ data: ProtobufCBinaryData) throws(ArchitectureError) -> Literal {
    guard unsafe data.len > 0 else { return Literal(extents: nil) }
    // SAFETY: the data live as long as the message, and the span does not leave this function.
    let bytes = unsafe RawSpan(_unsafeStart: data.data, byteCount: data.len)
    var literal = try Literal(TensorRecord(0..<bytes.byteCount, in: bytes), in: bytes)
    // Its offsets are those in a copy.
    literal.record = nil
    return literal
  }

  /// Nodes of more bytes are not copied, if they are the `Constant` of a tensor: all whose numbers are
  /// too many to be computed with are longer.
  private static let copiedLength = Literal.countLimit

  /// A `Constant` whose tensor is too large to be copied; `nil` for another node.
  ///
  /// - Throws: ``ArchitectureError``, also where another node is too long.
  private mutating func longConstant(
    _ range: Range<Int>, in bytes: RawSpan, index: Int
  ) throws(ArchitectureError) -> ONNXNode? {
    var (type, name) = ("", "Constant_\(index)")
    var outputs: [Int?] = []
    var attributes: [ONNXNode.Attribute] = []
    // Branches of control flow may hold weights.
    var graphLength = 0
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 2: outputs.append(names.number(of: try bytes.text(field.message())))
      case 3: name = try bytes.text(field.message())
      case 4: type = try bytes.text(field.message())
      case 5:
        var attribute = WireCursor(try field.message())
        while let part = try attribute.next(in: bytes) {
          if part.number == 6 || part.number == 11 { graphLength += try part.message().count }
          guard part.number == 5 else { continue }
          let literal = try Literal(TensorRecord(part.message(), in: bytes), in: bytes)
          attributes.append(.init(name: "value", value: .tensor(literal)))
        }
      default: break
      }
    }
    if type == "Constant", !attributes.isEmpty {
      return ONNXNode(type: type, name: name, outputs: outputs, attributes: attributes)
    }
    guard range.count - graphLength <= NodeCheck.lengthLimit else {
      throw .tooLarge(
        location: "node '\(name)'", limit: "\(NodeCheck.lengthLimit) bytes", found: "\(range.count)"
      )
    }
    return nil
  }
}

/// The text that protobuf-c holds as bytes.
///
/// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if it is not UTF-8 or
///   contains a NUL.
func text(_ data: ProtobufCBinaryData) throws(ArchitectureError) -> String {
  guard unsafe data.len > 0 else { return "" }
  // SAFETY: the data live as long as the message that holds them.
  let bytes = unsafe RawSpan(_unsafeStart: data.data, byteCount: data.len)
  return try bytes.text(0..<bytes.byteCount)
}
