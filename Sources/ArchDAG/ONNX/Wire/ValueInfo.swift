import COnnx

/// What an ONNX file says of a value: its name, element type and extents.
///
/// Source: ONNX, `onnx.proto`, message `ValueInfoProto`.
struct ValueInfo {
  var name: String
  var type: TensorRecord.ElementType
  /// `nil` where the rank is unknown; inner `nil` for an extent that may vary.
  var extents: [Int?]?

  /// Reads the value info in `range`.
  ///
  /// - Throws: ``ArchitectureError``.
  init(_ range: Range<Int>, in bytes: RawSpan) throws(ArchitectureError) {
    guard range.count <= NodeCheck.lengthLimit else {
      throw .tooLarge(
        location: "ONNX file, byte \(range.lowerBound)",
        limit: "\(NodeCheck.lengthLimit) bytes for a value's type", found: "\(range.count)")
    }
    // SAFETY: protobuf-c reads `range.count` bytes, and its message lives until it is freed.
    let message = unsafe bytes.extracting(range).withUnsafeBytes { bytes in
      unsafe onnx__value_info_proto__unpack(
        nil, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    guard let message = unsafe message else {
      throw .malformed(
        location: "ONNX file, byte \(range.lowerBound)", expected: "a value info",
        found: "other fields")
    }
    defer { unsafe onnx__value_info_proto__free_unpacked(message, nil) }
    name = try unsafe text(message.pointee.name)
    guard let tensor = unsafe message.pointee.type?.pointee.tensor_type else {
      type = .undefined
      return
    }
    type = TensorRecord.ElementType(Int(unsafe tensor.pointee.elem_type))
    guard let shape = unsafe tensor.pointee.shape else { return }
    var extents: [Int?] = []
    for axis in 0..<(unsafe shape.pointee.n_dim) {
      guard let dimension = unsafe shape.pointee.dim[axis] else { continue }
      let isKnown = unsafe dimension.pointee.has_dim_value != 0 && dimension.pointee.dim_value > 0
      extents.append(unsafe isKnown ? Int(dimension.pointee.dim_value) : nil)
    }
    self.extents = extents
  }
}
