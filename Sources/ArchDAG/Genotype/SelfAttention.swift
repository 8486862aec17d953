extension ConvolutionalBuilder {
  /// A transformer block over the pixels of a feature map, whose shape it keeps.
  ///
  /// y = x + attention(norm(x)), z = y + feedForward(norm(y)), where a head of d = C/8 channels
  /// weighs its values by softmax(q·kᵀ / √d).
  ///
  /// Source: ViT (arXiv:2010.11929), equations 2 and 3; sizes from reference code
  /// `ppuda/deepnets1m/ops.py`, `Transformer`.
  mutating func attend(
    _ x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let block = TokenBlock(path: path, tokens: x.height * x.width, width: x.channels)
    guard block.width % block.heads == 0 else {
      throw .malformed(
        location: path, expected: "channels that \(block.heads) attention heads divide",
        found: "\(block.width)")
    }
    let imageOrder: [Int?] = [nil, block.width, block.tokens]
    let parameters = try addParameters(of: block)

    var tokens = try add(
      .reshape(extents: [-1, block.width, block.tokens]), "pixels", [x.id], imageOrder, in: block)
    tokens = try add(.transpose(permutation: [0, 2, 1]), "tokens", [tokens], in: block)
    var y = try normalizeTokens(tokens, by: parameters.norm1, "ln1", in: block)
    y = try attend(y, in: block, parameters)
    tokens = try add(.arithmetic(.add), "residual1", [y, tokens], in: block)
    y = try normalizeTokens(tokens, by: parameters.norm2, "ln2", in: block)
    y = try feedForward(y, in: block, parameters)
    tokens = try add(.arithmetic(.add), "residual2", [y, tokens], in: block)
    let pixels = try add(
      .transpose(permutation: [0, 2, 1]), "channels", [tokens], imageOrder, in: block)
    return try add(
      .reshape(extents: [-1, block.width, x.height, x.width]), at: path + ".image", [pixels],
      channels: x.channels, height: x.height, width: x.width)
  }

  /// Declares the parameters in the order in which the published module lists them.
  private mutating func addParameters(
    of block: TokenBlock
  ) throws(ArchitectureError) -> TokenBlock.Parameters {
    let path = block.path
    let width = block.width
    let queriesKeysValues = try addParameter("weight", of: path + ".to_qkv", [3 * width, width])
    return TokenBlock.Parameters(
      queriesKeysValues: queriesKeysValues,
      output: try addLinearParameters(from: width, to: width, of: path + ".to_out.0"),
      norm1: try addNormParameters(of: path + ".ln1", width),
      norm2: try addNormParameters(of: path + ".ln2", width),
      hidden: try addLinearParameters(from: width, to: width, of: path + ".ff.net.0"),
      fed: try addLinearParameters(from: width, to: width, of: path + ".ff.net.3"))
  }

  private mutating func addNormParameters(
    of path: String, _ width: Int
  ) throws(ArchitectureError) -> (scale: ValueID, shift: ValueID) {
    (
      try addParameter("weight", of: path, [width]),
      try addParameter("bias", of: path, [width])
    )
  }

  private mutating func attend(
    _ x: ValueID, in block: TokenBlock, _ parameters: TokenBlock.Parameters
  ) throws(ArchitectureError) -> ValueID {
    let path = block.path
    let all = try project(x, by: parameters.queriesKeysValues, at: path + ".to_qkv")
    let parts = try builder.addOperation(
      .split(axis: 2, extents: [Int](repeating: block.width, count: 3)), name: path + ".split",
      inputs: [all],
      results: ["queries", "keys", "values"].map { ("\(path).\($0)", block.extents) }
    )
    let queries = try splitHeads(parts[0], "queries", [0, 2, 1, 3], in: block)
    let keys = try splitHeads(parts[1], "keys", [0, 2, 3, 1], in: block)
    let values = try splitHeads(parts[2], "values", [0, 2, 1, 3], in: block)

    let square: [Int?] = [nil, block.heads, block.tokens, block.tokens]
    let factor = builder.addConstant(
      .reals([1 / Float(block.headWidth).squareRoot()]), name: path + ".factor", extents: [])
    var scores = try add(.matrixProduct, "products", [queries, keys], square, in: block)
    scores = try add(.arithmetic(.multiply), "scores", [scores, factor], square, in: block)
    scores = try add(.softmax(axis: -1), "softmax", [scores], square, in: block)

    var y = try add(
      .matrixProduct, "weighted", [scores, values],
      [nil, block.heads, block.tokens, block.headWidth], in: block)
    y = try add(
      .transpose(permutation: [0, 2, 1, 3]), "heads", [y],
      [nil, block.tokens, block.heads, block.headWidth], in: block)
    y = try add(
      .reshape(extents: [-1, block.tokens, block.width]), "merged", [y], in: block)
    return try project(
      y, by: parameters.output.weight, parameters.output.bias, at: path + ".to_out.0")
  }

  private mutating func splitHeads(
    _ x: ValueID, _ name: String, _ permutation: [Int], in block: TokenBlock
  ) throws(ArchitectureError) -> ValueID {
    let extents = [nil, block.tokens, block.heads, block.headWidth]
    let y = try add(
      .reshape(extents: [-1, block.tokens, block.heads, block.headWidth]), "\(name).split", [x],
      extents, in: block)
    return try add(
      .transpose(permutation: permutation), "\(name).heads", [y],
      permutation.map { extents[$0] }, in: block)
  }

  private mutating func feedForward(
    _ x: ValueID, in block: TokenBlock, _ parameters: TokenBlock.Parameters
  ) throws(ArchitectureError) -> ValueID {
    let path = block.path
    var y = try project(
      x, by: parameters.hidden.weight, parameters.hidden.bias, at: path + ".ff.net.0")
    y = try add(.activation(.gelu(isApproximate: false)), "ff.net.1", [y], in: block)
    return try project(y, by: parameters.fed.weight, parameters.fed.bias, at: path + ".ff.net.3")
  }

  private mutating func normalizeTokens(
    _ x: ValueID, by norm: (scale: ValueID, shift: ValueID), _ name: String, in block: TokenBlock
  ) throws(ArchitectureError) -> ValueID {
    try add(.layerNorm(axis: -1, epsilon: 1e-5), name, [x, norm.scale, norm.shift], in: block)
  }

  /// An operation of a transformer block; its result holds tokens unless `extents` says else.
  private mutating func add(
    _ kind: OperationKind, _ name: String, _ operands: [ValueID], _ extents: [Int?]? = nil,
    in block: TokenBlock
  ) throws(ArchitectureError) -> ValueID {
    try builder.addOperation(
      kind, name: block.path + "." + name, inputs: operands, extents: extents ?? block.extents)
  }
}

/// The sizes of a transformer block.
private struct TokenBlock {
  /// The module's name.
  let path: String
  /// How many tokens attend to each other.
  let tokens: Int
  /// The length of a token.
  let width: Int
  /// How many attentions share a token's width.
  let heads = 8

  var headWidth: Int { width / heads }
  /// (N, tokens, width).
  var extents: [Int?] { [nil, tokens, width] }

  struct Parameters {
    let queriesKeysValues: ValueID
    let output: (weight: ValueID, bias: ValueID)
    let norm1: (scale: ValueID, shift: ValueID)
    let norm2: (scale: ValueID, shift: ValueID)
    let hidden: (weight: ValueID, bias: ValueID)
    let fed: (weight: ValueID, bias: ValueID)
  }
}
