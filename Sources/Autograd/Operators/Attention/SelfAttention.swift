import Kernels
public import Tensors

/// Attention of several heads within sets of tokens, with a bias for each class of pairs.
///
/// For each head, and for tokens i and j of one set: z_i = Σ_j softmax_j(q_i·k_j/√width + b_ij)·v_j,
/// where b_ij is the bias of the class of the pair (i, j). Tokens of different sets do not see each
/// other, and no set is padded to the size of another.
///
/// - Gradient: with P the weights of one head, dv = Pᵀ·dz, ds = P∘(dP − Σ P∘dP) for dP = dz·vᵀ,
///   dq = ds·k/√width, dk = dsᵀ·q/√width; db is the sum of ds over the pairs of a class. P is
///   computed again rather than kept.
///
/// - Parameters:
///   - queriesKeysValues: (tokens, 3·heads·width), a row being (3, heads, width); the tokens of all
///     sets one after another.
///   - biases: (classes, heads), the classes of all sets one after another.
///   - heads: the number of heads.
///   - sets: for each set the class of each pair (i, j), counted from the set's first.
/// - Returns: (tokens, heads·width).
/// - Precondition: the shapes fit each other.
///
/// Source: Vaswani et al. (arXiv:1706.03762), Eq. 1; Ying et al. (arXiv:2106.05234), Eq. 6, for the
/// bias.
public func selfAttention(
  _ queriesKeysValues: Variable, biases: Variable, heads: Int, within sets: [ClassMatrix]
) -> Variable {
  let shape = queriesKeysValues.shape
  let (tokens, classes) = sets.reduce((0, 0)) { ($0.0 + $1.rows, $0.1 + $1.classCount) }
  precondition(
    heads > 0 && shape.rank == 2 && shape[0] == tokens && shape[1] % (3 * heads) == 0
      && biases.shape == [classes, heads],
    "\(heads) heads of attention over \(tokens) tokens of shape \(shape) with biases \(biases.shape)"
  )
  let width = shape[1] / (3 * heads)
  let attentions = attentions(within: sets, heads: heads, headWidth: width)
  let (qkv, biasTable) = (queriesKeysValues.value, biases.value)
  let z = Tensor(shape: [tokens, heads * width]) { z in
    attend(attentions, qkv: qkv, biases: biasTable, into: &z)
  }
  guard let tape = commonTape(queriesKeysValues, biases) else { return Variable(z) }
  let (qkvSlot, biasSlot) = (queriesKeysValues.slot, biases.slot)
  return tape.record(z) { dz, gradients in
    // Both gradients need the weights of each head, which are computed once for the two.
    var dqkv = [Float](repeating: 0, count: qkv.shape.count)
    var dbiases = [Float](repeating: 0, count: biasTable.shape.count)
    qkv.withScalars { qkv in
      biasTable.withScalars { biases in
        var dqkvSpan = dqkv.mutableSpan
        var dbiasSpan = dbiases.mutableSpan
        for attention in attentions {
          attention.addGradient(qkv, biases: biases, dz: dz, to: &dqkvSpan, dbiases: &dbiasSpan)
        }
      }
    }
    gradients.give(&dqkv, to: qkvSlot)
    gradients.give(&dbiases, to: biasSlot)
  }
}

/// One attention for each set, one set's tokens and classes after the other's.
private func attentions(
  within sets: [ClassMatrix], heads: Int, headWidth: Int
) -> [Attention] {
  var (token, classes) = (0, 0)
  return sets.map { set in
    defer { (token, classes) = (token + set.rows, classes + set.classCount) }
    return Attention(
      classes: set, heads: heads, headWidth: headWidth, firstToken: token, firstClass: classes)
  }
}
