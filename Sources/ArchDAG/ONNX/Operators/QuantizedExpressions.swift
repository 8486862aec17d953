extension OperatorMeaning.Expression {
  /// The numbers for which these whole ones stand: (x − zero point) · scale.
  ///
  /// - Parameters:
  ///   - scale: one number, or one for each position of the axis.
  ///   - zeroPoint: as the scale; `nil` for 0.
  ///   - axis: the axis of scales and zero points.
  /// - Returns: real numbers, each at its position.
  func dequantized(scale: Self, zeroPoint: Self?, axis: Int = 1) -> Self {
    .operation(
      .quantization(Quantization(range: nil, axis: axis)), [self, scale, zeroPoint], extents: nil)
  }

  /// The whole numbers of a format that stand for these: x / scale + zero point, rounded and limited to
  /// the range.
  func quantized(
    scale: Self, zeroPoint: Self?, to range: ClosedRange<Int>, axis: Int = 1
  ) -> Self {
    .operation(
      .quantization(Quantization(range: range, axis: axis)), [self, scale, zeroPoint],
      extents: nil)
  }

  /// The number 1: the scale of whole numbers that stand for themselves.
  static let one = Self.constant(Literal(extents: [], numbers: .reals([1])))
}

extension OperatorCall {
  /// The operand of an index, if it is given.
  func optional(_ operand: Int) -> OperatorMeaning.Expression? {
    has(operand) ? .operand(operand) : nil
  }
}
