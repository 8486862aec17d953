import Tensors

/// How an ONNX file writes the real numbers of a weight.
///
/// Source: ONNX, `onnx.proto`, `TensorProto.DataType`.
public enum RealFormat: Int, Hashable, Sendable, CaseIterable {
  case float = 1
  case float16 = 10
  case double = 11
  case bfloat16 = 16

  /// How many bytes a number takes.
  public var width: Int {
    switch self {
    case .float16, .bfloat16: 2
    case .float: 4
    case .double: 8
    }
  }

  /// The bits of the nearest number of the format, of two equally near ones the even one.
  public func bits(of number: Float) -> UInt64 {
    switch self {
    case .float: UInt64(number.bitPattern)
    case .float16: UInt64(number.halfPrecision)
    case .double: Double(number).bitPattern
    case .bfloat16: UInt64(number.brainFloat)
    }
  }

  /// The number of these bits, in single precision.
  public func number(of bits: UInt64) -> Float {
    switch self {
    case .float: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    case .float16: Float(halfPrecision: UInt16(truncatingIfNeeded: bits))
    case .double: Float(Double(bitPattern: bits))
    case .bfloat16: Float(brainFloat: UInt16(truncatingIfNeeded: bits))
    }
  }

  /// The format of a tensor's numbers; `nil` if they are not real.
  init?(_ type: TensorRecord.ElementType) {
    switch type {
    case .float: self = .float
    case .float16: self = .float16
    case .double: self = .double
    case .bfloat16: self = .bfloat16
    case .undefined, .boolean, .integer, .other: return nil
    }
  }
}
