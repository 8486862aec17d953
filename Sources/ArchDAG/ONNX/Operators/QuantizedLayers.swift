/// Layers that compute with whole numbers of 8 bits; each becomes the layer on the real numbers that
/// these stand for, or on the whole ones themselves, and the rounding around it.
///
/// Source: ONNX operators `QLinearConv`, `QLinearMatMul`, `ConvInteger` and `MatMulInteger`, opset 10,
/// and `DynamicQuantizeLinear`, opset 11; ONNX Runtime, contrib operators `MatMulIntegerToFloat`,
/// `DynamicQuantizeMatMul` and `QGemm`.
extension ONNXOperators {
  private typealias Expression = OperatorMeaning.Expression

  static let quantizedLayers: [ONNXOperator] = [
    ONNXOperator(
      "ConvInteger", 10...newest, as: .convolution, operands: .init(quantized: [1]),
      results: .fixed(.accumulator)
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      let kernel = whole(1, less: call.has(3) ? 3 : nil, axis: 0)
      let sum = try convolution(
        call, whole(0, less: call.has(2) ? 2 : nil), kernel, window: (0, 1))
      return sum.map { .value($0) } ?? .unrecognized(computedWeight)
    },
    ONNXOperator(
      "QLinearConv", 10...newest, as: .quantization, .convolution,
      operands: .init(settings: [1, 2, 4, 5, 6, 7], quantized: [3, 8]), results: .ofOperand(7)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(8)
      guard let range = call.format(7).quantizedRange else { return .unrecognized }
      let sum = try convolution(
        call, whole(0, less: 2), whole(3, less: 5, axis: 0), bias: call.has(8) ? 8 : nil,
        window: (0, 3))
      guard let sum else { return .unrecognized(computedWeight) }
      return .value(
        requantized(sum, scales: (1, 4), to: (6, 7), range, axis: 1))
    },
    ONNXOperator(
      "MatMulInteger", 10...newest, as: .linear, .matrixProduct,
      operands: .init(quantized: [0, 1]), results: .fixed(.accumulator)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      return .value(
        product(
          whole(0, less: call.has(2) ? 2 : nil, axis: -2),
          whole(1, less: call.has(3) ? 3 : nil, axis: -1)))
    },
    ONNXOperator(
      "com.microsoft::MatMulIntegerToFloat", 1...1, as: .linear, .matrixProduct,
      operands: .init(settings: [2, 3, 4, 5], quantized: [0, 1]), results: .fixed(.float)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(4)
      guard call.isScalar(2), !call.has(4) || call.isScalar(4) else { return .unrecognized }
      let sum = product(
        whole(0, less: call.has(4) ? 4 : nil), whole(1, less: call.has(5) ? 5 : nil, axis: -1))
      let factor = Expression.operand(2).combined(.multiply, with: .operand(3))
      return .value(biased(sum.dequantized(scale: factor, zeroPoint: nil, axis: -1), call, 6))
    },
    ONNXOperator(
      "com.microsoft::DynamicQuantizeMatMul", 1...1, as: .reduction, .quantization, .linear,
      .matrixProduct, operands: .init(settings: [2, 3], quantized: [1]), results: .fixed(.float)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(3)
      guard let rank = call.extents(0)?.count else { return .unrecognized }
      let x = DynamicBytes(axes: Array(0..<rank))
      let left = x.bytes.dequantized(scale: .one, zeroPoint: x.zeroPoint)
      let sum = product(left, whole(1, less: call.has(3) ? 3 : nil, axis: -1))
      let factor = x.scale.combined(.multiply, with: .operand(2))
      return .value(biased(sum.dequantized(scale: factor, zeroPoint: nil, axis: -1), call, 4))
    },
    ONNXOperator(
      "com.microsoft::QGemm", 1...1, as: .quantization, .linear, .matrixProduct,
      operands: .init(settings: [1, 2, 4, 5, 7, 8], quantized: [0, 3, 6]),
      results: .fixed(.undefined)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(6)
      // Results in real numbers, and a scale for each row of the left matrix, are not known.
      guard call.has(7), let range = call.has(8) ? call.format(8).quantizedRange : 0...255,
        call.isScalar(1), call.isScalar(2), call.node.real("alpha") ?? 1 == 1,
        call.node.integer("transA") ?? 0 == 0
      else { return .unrecognized }
      let isTransposed = call.node.integer("transB") ?? 0 != 0
      let right = whole(3, less: 5, axis: isTransposed ? 0 : 1)
      let sum = product(
        whole(0, less: 2),
        isTransposed ? right.applying(.transpose(permutation: [1, 0])) : right)
      return .value(
        requantized(
          biased(sum, call, 6), scales: (1, 4), to: (7, call.has(8) ? 8 : nil), range, axis: 1))
    },
    ONNXOperator(
      "QLinearMatMul", 10...newest, as: .quantization, .linear, .matrixProduct,
      operands: .init(settings: [1, 2, 4, 5, 6, 7], quantized: [0, 3]), results: .ofOperand(7)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(8)
      // A scale for each row of the left matrix is not known.
      guard let range = call.format(7).quantizedRange, call.isScalar(1), call.isScalar(2) else {
        return .unrecognized
      }
      let sum = product(whole(0, less: 2), whole(3, less: 5, axis: -1))
      return .value(requantized(sum, scales: (1, 4), to: (6, 7), range, axis: -1))
    },
    ONNXOperator(
      "DynamicQuantizeLinear", 11...newest, as: .reduction, .arithmetic, .quantization,
      results: .each([.byte, .float, .byte])
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let rank = call.extents(0)?.count else { return .unrecognized }
      let x = DynamicBytes(axes: Array(0..<rank))
      return .values([x.bytes, x.scale, x.zeroPoint])
    },
  ]

  /// Whole numbers less a zero point, of which there may be one for each position of an axis.
  private static func whole(_ operand: Int, less zeroPoint: Int?, axis: Int = 1) -> Expression {
    guard let zeroPoint else { return .operand(operand) }
    return Expression.operand(operand).dequantized(
      scale: .one, zeroPoint: .operand(zeroPoint), axis: axis)
  }

  /// A sum with the bias that an operand is, if there is one.
  private static func biased(_ sum: Expression, _ call: OperatorCall, _ operand: Int) -> Expression
  {
    call.has(operand) ? sum.combined(.add, with: .operand(operand)) : sum
  }

  private static func product(_ left: Expression, _ right: Expression) -> Expression {
    .operation(.matrixProduct, [left, right], extents: nil)
  }

  /// A sum of products of whole numbers with two scales, as whole numbers of a format.
  private static func requantized(
    _ sum: Expression, scales: (Int, Int), to target: (scale: Int, zeroPoint: Int?),
    _ range: ClosedRange<Int>, axis: Int
  ) -> Expression {
    // One factor, as the runtimes have it: where a number lies between two, its rounding decides.
    let factor = Expression.operand(scales.0).combined(.multiply, with: .operand(scales.1))
      .combined(.divide, with: .operand(target.scale))
    return sum.dequantized(scale: factor, zeroPoint: nil, axis: axis)
      .quantized(
        scale: .one, zeroPoint: target.zeroPoint.map { .operand($0) }, to: range, axis: axis)
  }

  private static func convolution(
    _ call: OperatorCall, _ x: Expression, _ kernel: Expression, bias: Int? = nil,
    window operands: (x: Int, weight: Int)
  ) throws(ArchitectureError) -> Expression? {
    guard let window = try window(call, x: operands.x, weight: operands.weight) else { return nil }
    let attributes = ConvolutionAttributes(call.node, window, padding: window.padding)
    let inputs = [x, kernel] + (bias.map { [.operand($0)] } ?? [])
    return .operation(.convolution(attributes), inputs, extents: nil)
  }
}

/// The first operand as bytes, with a scale and a zero point by its smallest and largest element.
///
/// Source: ONNX operator `DynamicQuantizeLinear`, opset 11.
private struct DynamicBytes {
  let bytes: OperatorMeaning.Expression
  let scale: OperatorMeaning.Expression
  let zeroPoint: OperatorMeaning.Expression

  /// - Parameter axes: all axes of the operand.
  init(axes: [Int]) {
    typealias Expression = OperatorMeaning.Expression
    let x = Expression.operand(0)
    func extreme(_ reduction: Reduction) -> Expression {
      x.applying(.reduction(reduction, axes: axes, keepsAxes: false))
    }
    let least = Expression.shared(0, extreme(.minimum).combined(.minimum, with: 0))
    let largest = extreme(.maximum).combined(.maximum, with: 0)
    // Where all elements are 0, any scale does.
    scale = .shared(
      1,
      largest.combined(.subtract, with: least).combined(.divide, with: 255)
        .combined(.maximum, with: .leastNormalMagnitude))
    zeroPoint = .shared(
      2,
      least.applying(.elementwise(.negate)).combined(.divide, with: scale)
        .applying(.elementwise(.round))
        .applying(.activation(.clip(minimum: 0, maximum: 255))))
    bytes = x.quantized(scale: scale, zeroPoint: zeroPoint, to: 0...255)
  }
}

extension OperatorCall {
  /// Whether an operand is known to be a single number.
  fileprivate func isScalar(_ operand: Int) -> Bool {
    extents(operand).flatMap { product($0) } == 1
  }
}

extension TensorRecord.ElementType {
  fileprivate static let byte = TensorRecord.ElementType.integer(bits: 8, isSigned: false)

  /// In which sums of products of whole numbers are told.
  fileprivate static let accumulator = TensorRecord.ElementType.integer(bits: 32, isSigned: true)

  /// The numbers of a format of at most 16 bits; `nil` for other formats.
  var quantizedRange: ClosedRange<Int>? {
    guard case .integer(let bits, let isSigned) = self, bits <= 16 else { return nil }
    let least = isSigned ? -(1 << (bits - 1)) : 0
    return least...least + (1 << bits) - 1
  }
}
