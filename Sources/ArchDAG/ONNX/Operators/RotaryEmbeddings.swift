/// Positions as rotations of pairs of numbers, which exporters write as one node.
///
/// Source: ONNX operator `RotaryEmbedding`, opset 23; ONNX Runtime, contrib operator
/// `RotaryEmbedding`.
extension ONNXOperators {
  private typealias Expression = OperatorMeaning.Expression

  static let rotaryEmbeddings: [ONNXOperator] = [
    ONNXOperator("RotaryEmbedding", 23...newest, as: .gather, .arithmetic) {
      call throws(ArchitectureError) in
      try call.requireOperands(3)
      return rotated(call, cosines: 1, sines: 2, positions: call.has(3) ? 3 : nil)
    },
    ONNXOperator("com.microsoft::RotaryEmbedding", 1...1, as: .gather, .arithmetic) {
      call throws(ArchitectureError) in
      try call.requireOperands(4)
      // One position for a whole batch, and tokens without padding between texts, are not known.
      guard call.extents(1)?.count == 2, call.node.integer("is_packed_batching") ?? 0 == 0,
        call.node.real("scale") ?? 1 == 1
      else { return .unrecognized(extents: call.extents(0)) }
      return rotated(call, cosines: 2, sines: 3, positions: 1)
    },
  ]

  /// x · cos + x' · sin, where x' has the two numbers of a pair exchanged, the first one
  /// with its sign turned.
  ///
  /// Operands: x (N, heads, T, D) or (N, T, heads · D), cosines and sines (rows, pairs), of which
  /// positions (N, T) pick rows, or (N, T, pairs).
  private static func rotated(
    _ call: OperatorCall, cosines: Int, sines: Int, positions: Int?
  ) -> OperatorMeaning {
    let node = call.node
    guard let x = call.extents(0), case let pairs?? = call.extents(cosines)?.last, pairs > 0,
      pairs <= Literal.countLimit / 2, case let last?? = x.last
    else { return .unrecognized(extents: call.extents(0)) }
    let isDivided = x.count == 4
    let stated = node.integer("rotary_embedding_dim") ?? 0
    let heads = node.integer("num_heads") ?? 0
    let width = isDivided ? last : heads > 0 ? last / heads : stated > 0 ? 0 : 2 * pairs
    let turned = 2 * pairs
    guard x.count == 3 || isDivided, stated == 0 || stated == turned, width >= turned,
      isDivided || last % width == 0, case let tokens? = x[x.count - 2]
    else { return .unrecognized(extents: x) }
    let isInterleaved = node.integer("interleaved") == 1
    let indices = Array(0..<turned)
    let pair = indices.map { isInterleaved ? $0 / 2 : $0 % pairs }
    let partner = indices.map { isInterleaved ? $0 ^ 1 : ($0 + pairs) % turned }
    let signs = indices.map { index -> Float in
      (isInterleaved ? index % 2 == 0 : index < pairs) ? -1 : 1
    }
    let whole =
      isDivided
      ? Expression.operand(0)
      : Expression.operand(0).applying(.reshape(extents: [-1, tokens, last / width, width]))
    let all = Expression.shared(0, whole)
    let data = width == turned ? all : Expression.shared(1, all.cut(0..<turned))
    func table(_ index: Int) -> Expression {
      let rows: Expression =
        positions.map {
          .operation(.gather(axis: 0), [.operand(index), .operand($0)], extents: nil)
        } ?? .operand(index)
      return rows.picking(pair).applying(.unsqueeze(axes: [isDivided ? 1 : 2]))
    }
    let opposite = data.picking(partner).combined(
      .multiply, with: .constant(Literal(extents: [turned], numbers: .reals(signs))))
    var result = data.combined(.multiply, with: table(cosines))
      .combined(.add, with: opposite.combined(.multiply, with: table(sines)))
    if width > turned {
      result = .operation(
        .concatenation(axis: -1), [result, all.cut(turned..<width)], extents: nil)
    }
    return isDivided
      ? .value(result) : .operation(.reshape(extents: [-1, tokens, last]), [result], extents: x)
  }
}

extension OperatorMeaning.Expression {
  /// These positions of the last axis, in this order.
  fileprivate func picking(_ positions: [Int]) -> Self {
    .operation(.gather(axis: -1), [self, .constant(Literal(list: positions))], extents: nil)
  }

  /// A range of positions of the last axis.
  fileprivate func cut(_ range: Range<Int>) -> Self {
    applying(
      .slice([AxisSlice(axis: -1, start: range.lowerBound, end: range.upperBound, step: 1)]))
  }
}
