/// What the operands of an ONNX operator are to it, by index, and what it does with their numbers.
struct ONNXOperands: Sendable {
  /// What the operator does with their numbers.
  let effect: OperatorEffect

  /// Those that are weights; `nil` where that cannot be told by the index alone.
  let weights: OperandIndices?

  /// Those that are buffers, with the number that fills them before training.
  let buffers: [Int: Float]

  /// Those that are buffers.
  let bufferIndices: OperandIndices

  /// Those that are settings, not data.
  let settings: OperandIndices

  /// Those that are weights in a quantized format.
  let quantized: OperandIndices

  /// The number that exporters repeat instead of a weight that the module does not have.
  let placeholders: [Int: Float]

  /// States what the operands are.
  init(
    _ effect: OperatorEffect = .other, weights: OperandIndices? = nil, buffers: [Int: Float] = [:],
    settings: OperandIndices = [], quantized: OperandIndices = [], placeholders: [Int: Float] = [:]
  ) {
    self.effect = effect
    self.weights = weights
    self.buffers = buffers
    self.bufferIndices = OperandIndices(buffers.keys)
    self.settings = settings
    self.quantized = quantized
    self.placeholders = placeholders
  }
}
