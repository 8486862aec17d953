import Tensors

extension ByteRegion {
  /// The tensor whose scalars lie here in row-major order; `nil` if numbers of this type cannot be
  /// read as `Float`.
  ///
  /// `Float` scalars that are aligned stay where they are; all others are converted, and rounded
  /// where `Float` has fewer digits.
  ///
  /// - Precondition: the region holds exactly the scalars of `shape`.
  func tensor(of type: ScalarType, shape: Shape) -> Tensor? {
    if type == .float32, let tensor = tensor(shape: shape) { return tensor }
    return scalars(of: type).map { Tensor(shape: shape, scalars: $0) }
  }

  /// The scalars that lie here one after the other; `nil` if numbers of this type cannot be read
  /// as `Float`.
  func scalars(of type: ScalarType) -> [Float]? {
    switch type {
    case .float32: converted { (bits: UInt32) in Float(bitPattern: bits) }
    case .float64: converted { (bits: UInt64) in Float(Double(bitPattern: bits)) }
    case .float16: converted { (bits: UInt16) in Float(halfPrecision: bits) }
    case .bfloat16: converted { (bits: UInt16) in Float(brainFloat: bits) }
    case .bool: converted { (byte: UInt8) in byte == 0 ? 0 : 1 }
    case .uint8: converted { (number: UInt8) in Float(number) }
    case .int8: converted { (number: Int8) in Float(number) }
    case .uint16: converted { (number: UInt16) in Float(number) }
    case .int16: converted { (number: Int16) in Float(number) }
    case .uint32: converted { (number: UInt32) in Float(number) }
    case .int32: converted { (number: Int32) in Float(number) }
    case .uint64: converted { (number: UInt64) in Float(number) }
    case .int64: converted { (number: Int64) in Float(number) }
    case .float8E5M2, .float8E4M3, .float8E8M0, .float6E2M3, .float6E3M2, .float4, .complex64: nil
    }
  }

  private func converted<Number: FixedWidthInteger & BitwiseCopyable>(
    _ convert: (Number) -> Float
  ) -> [Float] {
    let size = MemoryLayout<Number>.size
    // SAFETY: the loads cover whole numbers within the bytes, and any bits are a number.
    return unsafe withUnsafeBytes { bytes in
      (0..<bytes.count / size).map {
        unsafe convert(bytes.loadUnaligned(fromByteOffset: $0 * size, as: Number.self))
      }
    }
  }
}
