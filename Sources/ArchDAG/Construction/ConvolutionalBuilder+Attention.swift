import Tensors

/// How a library writes the maps to queries, keys and values.
package enum AttentionSpelling: String, Hashable, Sendable, CaseIterable {
  /// One map to all three with a bias, as `torch.nn.MultiheadAttention` has it.
  case fused
  /// One map to all three without a bias.
  case fusedWithoutBias
  /// Three maps, each with a bias.
  case separate
  /// Three maps without biases.
  case separateWithoutBias

  var isFused: Bool { self == .fused || self == .fusedWithoutBias }
  var hasBias: Bool { self == .fused || self == .separate }
}

extension ConvolutionalBuilder {
  /// Multi-head attention of tokens to one another, with a map of the heads' results at its end.
  ///
  /// A head of d = width / heads weighs its values by softmax(q·kᵀ / √d).
  ///
  /// Source: Vaswani et al. (arXiv:1706.03762), section 3.2.
  package mutating func attend(
    _ x: TokenMap, heads: Int, spelling: AttentionSpelling, outputHasBias: Bool = true,
    at path: String
  ) throws(ArchitectureError) -> TokenMap {
    guard heads > 0, x.width % heads == 0 else {
      throw .malformed(
        location: path, expected: "a width that \(heads) attention heads divide",
        found: "\(x.width)")
    }
    let size = HeadSize(tokens: x.count, heads: heads, width: x.width / heads)
    let parts = try queriesKeysValues(of: x, spelling, at: path)
    let queries = try splitHeads(parts[0], size, [0, 2, 1, 3], at: path + ".q")
    let keys = try splitHeads(parts[1], size, [0, 2, 3, 1], at: path + ".k")
    let values = try splitHeads(parts[2], size, [0, 2, 1, 3], at: path + ".v")
    let square: [Int?] = [nil, heads, x.count, x.count]
    let factor = builder.addConstant(
      .reals([1 / Float(size.width).squareRoot()]), name: path + ".factor", extents: [])
    var scores = try builder.addOperation(
      .matrixProduct, name: path + ".products", inputs: [queries, keys], extents: square)
    scores = try builder.addOperation(
      .arithmetic(.multiply), name: path + ".scores", inputs: [scores, factor], extents: square)
    scores = try map(scores, by: .softmax(axis: -1), at: path + ".softmax")
    var y = try builder.addOperation(
      .matrixProduct, name: path + ".weighted", inputs: [scores, values],
      extents: [nil, heads, x.count, size.width])
    y = try builder.addOperation(
      .transpose(permutation: [0, 2, 1, 3]), name: path + ".heads", inputs: [y],
      extents: [nil, x.count, heads, size.width])
    y = try builder.addOperation(
      .reshape(extents: [-1, x.count, x.width]), name: path + ".merged", inputs: [y],
      extents: x.extents)
    let merged = TokenMap(id: y, count: x.count, width: x.width)
    return try project(merged, to: x.width, hasBias: outputHasBias, at: path + ".out_proj")
  }

  /// How the width of tokens is shared out among heads.
  private struct HeadSize {
    let tokens, heads, width: Int
  }

  private mutating func queriesKeysValues(
    of x: TokenMap, _ spelling: AttentionSpelling, at path: String
  ) throws(ArchitectureError) -> [ValueID] {
    guard spelling.isFused else {
      var parts: [ValueID] = []
      for name in ["q_proj", "k_proj", "v_proj"] {
        parts.append(
          try project(x, to: x.width, hasBias: spelling.hasBias, at: "\(path).\(name)").id)
      }
      return parts
    }
    let all = try project(x, to: 3 * x.width, hasBias: spelling.hasBias, at: path + ".in_proj")
    return try builder.addOperation(
      .split(axis: 2, extents: [Int](repeating: x.width, count: 3)), name: path + ".split",
      inputs: [all.id],
      results: ["queries", "keys", "values"].map { ("\(path).\($0)", x.extents) })
  }

  private mutating func splitHeads(
    _ x: ValueID, _ size: HeadSize, _ permutation: [Int], at path: String
  ) throws(ArchitectureError) -> ValueID {
    let extents: [Int?] = [nil, size.tokens, size.heads, size.width]
    let y = try builder.addOperation(
      .reshape(extents: [-1, size.tokens, size.heads, size.width]), name: path + ".split",
      inputs: [x], extents: extents)
    return try builder.addOperation(
      .transpose(permutation: permutation), name: path + ".heads", inputs: [y],
      extents: permutation.map { extents[$0] })
  }
}
