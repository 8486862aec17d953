/// Between real numbers and the whole ones of a format: real = (whole − zero point) · scale.
///
/// Source: ONNX operators `QuantizeLinear` and `DequantizeLinear`, opset 25.
public struct Quantization: Hashable, Sendable {
  /// The smallest and the largest number of the format, where real numbers become whole ones; `nil`
  /// on the way back.
  public var range: ClosedRange<Int>?
  /// The axis of x along which a scale of more than one number lies.
  public var axis: Int
  /// How many neighbors along the axis share a number of a scale that has as many axes as x; 0 for a
  /// scale of one axis.
  public var blockSize: Int

  /// Makes the attributes of a quantization.
  public init(range: ClosedRange<Int>?, axis: Int, blockSize: Int = 0) {
    self.range = range
    self.axis = axis
    self.blockSize = blockSize
  }
}
