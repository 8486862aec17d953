extension ONNXOperators {
  /// Attention that exporters write as one node; it becomes the products and the softmax of which
  /// it consists.
  static let attention: [ONNXOperator] = [
    ONNXOperator(
      "Attention", 23...newest, as: .matrixProduct, .softmax, translation: scaledDotProduct),
    ONNXOperator(
      "com.microsoft::Attention", 1...1, as: .linear, .matrixProduct, .softmax,
      operands: .init(weights: [1, 2]), translation: projectedAttention),
    ONNXOperator(
      "com.microsoft::MultiHeadAttention", 1...1, as: .arithmetic, .matrixProduct, .softmax,
      operands: .init(weights: [3]), translation: multiHeadAttention),
  ]

  /// softmax(Q·Kᵀ · scale + mask) · V.
  ///
  /// Operands: queries, keys and values, each (N, heads, tokens, width) or (N, tokens,
  /// heads · width), and a mask.
  ///
  /// Source: ONNX operator `Attention`, opsets 23 to 25.
  private static let scaledDotProduct: ONNXOperator.Translation = {
    call throws(ArchitectureError) in
    try call.requireOperands(3)
    let node = call.node
    let asksForMore = node.outputs.dropFirst().contains { $0 != nil }
    let hasWindow = ["left_window_size", "right_window_size"].contains {
      node.integer($0) ?? -1 != -1
    }
    // Caches of keys and values, and what only debuggers read, are not known.
    guard !asksForMore, !hasWindow, !(4...6).contains(where: call.has),
      let queries = AttentionHeads(
        .operand(0), call.extents(0), heads: node.integer("q_num_heads")),
      let keys = AttentionHeads(.operand(1), call.extents(1), heads: node.integer("kv_num_heads")),
      let values = AttentionHeads(
        .operand(2), call.extents(2), heads: node.integer("kv_num_heads")),
      keys.heads == values.heads, keys.heads > 0, queries.heads % keys.heads == 0
    else { return .unrecognized }
    var core = AttentionCore(queries: queries, keys: keys, values: values)
    core.scale = node.real("scale")
    core.softcap = node.real("softcap") ?? 0
    core.isCausal = node.integer("is_causal") == 1
    if call.has(3) {
      core.mask = call.format(3).isWhole ? .truths(.operand(3)) : .addends(.operand(3))
    }
    guard let result = core.result else { return .unrecognized }
    return .value(result)
  }

  /// Attention between the tokens of one tensor, with the layer that makes queries, keys and values
  /// of them, side by side in one matrix.
  ///
  /// Operands: tokens (N, T, D), weight (D, 3·E), bias (3·E)?, mask (N, T)?
  ///
  /// Source: ONNX Runtime, contrib operator `Attention`.
  private static let projectedAttention: ONNXOperator.Translation = {
    call throws(ArchitectureError) in
    try call.requireOperands(2)
    let node = call.node
    guard let heads = node.integer("num_heads"), node.outputs.count == 1,
      node.integers("qkv_hidden_sizes") == nil, node.integer("do_rotary") ?? 0 == 0,
      !(4..<max(4, call.operands.count)).contains(where: call.has),
      let x = call.extents(0), x.count == 3, case let width?? = call.extents(1)?.last,
      1...max(1, width) ~= heads, width % 3 == 0, width / 3 % heads == 0
    else { return .unrecognized }
    var joint = OperatorMeaning.Expression.operation(
      .matrixProduct, [.operand(0), .operand(1)], extents: nil)
    if call.has(2) { joint = joint.combined(.add, with: .operand(2)) }
    joint = .shared(0, joint)
    let part = width / 3
    let parts = (0..<3).map { index in
      AttentionHeads(
        joint.applying(
          .slice([AxisSlice(axis: 2, start: index * part, end: (index + 1) * part, step: 1)])),
        [x[0], x[1], part], heads: heads)
    }
    guard let queries = parts[0], let keys = parts[1], let values = parts[2] else {
      return .unrecognized
    }
    var core = AttentionCore(queries: queries, keys: keys, values: values)
    core.scale = node.real("scale").flatMap { $0 == 0 ? nil : $0 }
    core.isCausal = node.integer("unidirectional") == 1
    if call.has(3) {
      guard call.extents(3)?.count == 2 else { return .unrecognized }
      // 1 where a token counts, 0 where it does not.
      core.mask = .truths(.operand(3).applying(.unsqueeze(axes: [1, 2])))
    }
    guard let result = core.result else { return .unrecognized }
    return .value(result)
  }

  /// Attention between queries, keys and values, to which a joint bias may be added first.
  ///
  /// Operands: queries (N, T, D), keys (N, S, D), values (N, S, E), bias (2·D + E)?, whether keys count
  /// (N, S)?, what is added to the scores?
  ///
  /// Source: ONNX Runtime, contrib operator `MultiHeadAttention`.
  private static let multiHeadAttention: ONNXOperator.Translation = {
    call throws(ArchitectureError) in
    try call.requireOperands(1)
    let node = call.node
    let heads = node.integer("num_heads")
    var start = 0
    var parts: [AttentionHeads] = []
    for operand in 0..<3 {
      guard let extents = call.extents(operand), extents.count == 3,
        case let width?? = extents.last,
        0...DeferredNumbers.countLimit ~= width
      else { return .unrecognized }
      var part = OperatorMeaning.Expression.operand(operand)
      if call.has(3) {
        let range = AxisSlice(axis: 0, start: start, end: start + width, step: 1)
        part = part.combined(
          .add, with: OperatorMeaning.Expression.operand(3).applying(.slice([range])))
      }
      start += width
      guard let divided = AttentionHeads(part, extents, heads: heads) else { return .unrecognized }
      parts.append(divided)
    }
    let isCausal = node.integer("unidirectional") == 1
    // Caches of keys and values, and keys that are masked by their count, are not known.
    guard node.outputs.dropFirst().allSatisfy({ $0 == nil }),
      !(6..<max(6, call.operands.count)).contains(where: call.has),
      !call.has(4) || (call.extents(4)?.count == 2 && !call.has(5)),
      !isCausal || parts[0].tokens == parts[1].tokens
    else { return .unrecognized }
    var core = AttentionCore(queries: parts[0], keys: parts[1], values: parts[2])
    core.scale = node.real("scale").flatMap { $0 == 0 ? nil : $0 }
    core.isCausal = isCausal
    if call.has(4) {
      core.mask = .truths(.operand(4).applying(.unsqueeze(axes: [1, 2])))
    } else if call.has(5) {
      core.mask = .addends(.operand(5))
    }
    guard let result = core.result else { return .unrecognized }
    return .value(result)
  }
}

/// Queries, keys or values, divided among heads.
private struct AttentionHeads {
  /// (N, heads, tokens, width).
  let tensor: OperatorMeaning.Expression
  let heads: Int
  let tokens: Int
  let width: Int
  /// Whether heads lay side by side: (N, tokens, heads · width).
  let wasJoined: Bool

  /// `nil` if the extents do not tell the heads.
  init?(_ tensor: OperatorMeaning.Expression, _ extents: Extents?, heads stated: Int?) {
    guard let extents, case let last?? = extents.last else { return nil }
    switch extents.count {
    case 4:
      guard let heads = extents[1], let tokens = extents[2] else { return nil }
      self.tensor = tensor
      (self.heads, self.tokens, width, wasJoined) = (heads, tokens, last, false)
    case 3:
      guard let heads = stated, heads > 0, last % heads == 0, let tokens = extents[1] else {
        return nil
      }
      (self.heads, self.tokens, width, wasJoined) = (heads, tokens, last / heads, true)
      self.tensor = tensor.applying(.reshape(extents: [-1, tokens, heads, last / heads]))
        .applying(.transpose(permutation: [0, 2, 1, 3]))
    default: return nil
    }
  }

  /// The same tensor for more heads: each stands for several, side by side.
  func shared(by heads: Int) -> OperatorMeaning.Expression {
    guard heads != self.heads else { return tensor }
    let target = [1, 1, heads / self.heads, 1, 1]
    return .operation(
      .expand, [tensor.applying(.unsqueeze(axes: [2])), .constant(Literal(list: target))],
      extents: [nil, self.heads, heads / self.heads, tokens, width]
    ).applying(.reshape(extents: [-1, heads, tokens, width]))
  }
}

/// softmax(scores) · values.
private struct AttentionCore {
  let queries: AttentionHeads
  let keys: AttentionHeads
  let values: AttentionHeads
  /// What products are multiplied by; 1 / √width if it is not said.
  var scale: Float?
  /// Where it is not 0, scores are limited to so much, smoothly.
  var softcap: Float = 0
  /// Whether a token sees only those before it, and itself.
  var isCausal = false
  var mask: Mask?

  enum Mask {
    /// Whether a query sees a key.
    case truths(OperatorMeaning.Expression)
    /// What is added to the scores.
    case addends(OperatorMeaning.Expression)
  }

  /// What is added to the score of a key that a query does not see: no number that JSON could not
  /// write, and none that leaves anything of the share.
  private static let hidden = -Float.greatestFiniteMagnitude / 4

  init(queries: AttentionHeads, keys: AttentionHeads, values: AttentionHeads) {
    self.queries = queries
    self.keys = keys
    self.values = values
  }

  /// The result, laid out as the queries are; `nil` if it cannot be told.
  var result: OperatorMeaning.Expression? {
    let transposedKeys = keys.shared(by: queries.heads)
      .applying(.transpose(permutation: [0, 1, 3, 2]))
    var scores = OperatorMeaning.Expression.operation(
      .matrixProduct, [queries.tensor, transposedKeys], extents: nil
    ).combined(.multiply, with: scale ?? 1 / Float(max(1, queries.width)).squareRoot())
    if softcap != 0 {
      scores = scores.combined(.divide, with: softcap).applying(.activation(.tanh))
        .combined(.multiply, with: softcap)
    }
    switch mask {
    case .addends(let addends): scores = scores.combined(.add, with: addends)
    case .truths(let truths):
      let hidden = Literal(extents: [], numbers: .reals([Self.hidden]))
      scores = .operation(.select, [truths, scores, .constant(hidden)], extents: nil)
    case nil: break
    }
    if isCausal { scores = scores.combined(.add, with: .constant(causalMask)) }
    let attended = OperatorMeaning.Expression.operation(
      .matrixProduct, [scores.applying(.softmax(axis: -1)), values.shared(by: queries.heads)],
      extents: nil)
    guard queries.wasJoined else { return attended }
    let (width, overflow) = queries.heads.multipliedReportingOverflow(by: values.width)
    guard !overflow else { return nil }
    return attended.applying(.transpose(permutation: [0, 2, 1, 3]))
      .applying(.reshape(extents: [-1, queries.tokens, width]))
  }

  /// (queries, keys): 0 up to the query's own position, then a number that leaves nothing of a share.
  private var causalMask: Literal {
    let (rows, columns) = (queries.tokens, keys.tokens)
    var literal = Literal(extents: [rows, columns])
    literal.deferred = DeferredNumbers(of: []) { _ in
      let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
      guard !overflow, 0...DeferredNumbers.countLimit ~= count else { return nil }
      return Literal(
        extents: [rows, columns],
        numbers: .reals((0..<count).map { $0 % columns > $0 / columns ? Self.hidden : 0 }))
    }
    return literal
  }
}
