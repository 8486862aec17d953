import Concurrency
package import Tensors

/// Scaled dot-product attention of several heads over one set of tokens, with a bias for each class
/// of pairs.
///
/// The matrix of attention weights is made a few rows at a time and never kept: what is needed
/// beside the operands grows with the number of tokens, not with its square.
///
/// Operands hold the tokens of many sets, of which this is one: queries, keys and values are
/// (tokens, 3, heads, headWidth), biases (classes, heads), results (tokens, heads, headWidth).
package struct Attention: Sendable {
  /// The class of each pair of a query's token and a key's token.
  package let classes: ClassMatrix
  /// The number of heads.
  package let heads: Int
  /// The length of one head's query, key or value.
  package let headWidth: Int
  /// The row of the set's first token.
  package let firstToken: Int
  /// The row of the set's first class.
  package let firstClass: Int

  /// Makes the description of an attention.
  ///
  /// - Precondition: the classes are a square matrix, and each head has a width.
  package init(
    classes: ClassMatrix, heads: Int, headWidth: Int, firstToken: Int = 0, firstClass: Int = 0
  ) {
    precondition(
      classes.rows == classes.columns && heads > 0 && headWidth > 0,
      "\(heads) heads of width \(headWidth) over \(classes.rows)×\(classes.columns) pairs")
    self.classes = classes
    self.heads = heads
    self.headWidth = headWidth
    self.firstToken = firstToken
    self.firstClass = firstClass
  }

  /// z_i ← Σ_j softmax_j(q_i·k_j/√headWidth + bias_ij)·v_j, for one head and the tokens of the set.
  fileprivate func attend(
    head: Int, _ qkv: Span<Float>, biases: Span<Float>, into z: inout MutableSpan<Float>
  ) {
    check(qkv.count, biases.count, z.count)
    var weights = [Float](repeating: 0, count: blockRows * tokens)
    var part = [Float](repeating: 0, count: blockRows * headWidth)
    let headBiases = column(head, of: biases)
    for rows in rowBlocks {
      weigh(qkv, head: head, rows: rows, biases: headBiases, into: &weights)
      var partSpan = part.mutableSpan
      MatrixProduct(
        rows: rows.count, inner: tokens, columns: headWidth,
        strides: .init(left: tokens, right: operandStride, result: headWidth)
      ).multiply(weights.span, qkv.extracting(operandOffset(.values, head)...), into: &partSpan)
      transferBlock(
        part.span, at: .init(offset: 0, stride: headWidth), into: &z,
        at: .init(offset: resultOffset(head, row: rows.lowerBound), stride: resultStride),
        rows: rows.count, columns: headWidth)
    }
  }

  /// Adds to dqkv and dbiases the gradient of ``attend(_:biases:into:)``.
  ///
  /// With P the weights of a head: dV = Pᵀ·dZ, dP = dZ·Vᵀ, dS = P∘(dP − Σ P∘dP), dQ = dS·K/√d,
  /// dK = dSᵀ·Q/√d, and the bias of a class receives the sum of dS over its pairs.
  package func addGradient(
    _ qkv: Span<Float>, biases: Span<Float>, dz: Span<Float>,
    to dqkv: inout MutableSpan<Float>, dbiases: inout MutableSpan<Float>
  ) {
    check(qkv.count, biases.count, dz.count)
    check(dqkv.count, dbiases.count, dz.count)
    // SAFETY: a head writes the columns of its own, and the call ends with the last of them.
    unsafe withSharedScalars(&dqkv) { dqkv in
      unsafe withSharedScalars(&dbiases) { dbiases in
        spread(count: heads) { head in
          unsafe dqkv.withMutableScalars(from: 0) { dqkv in
            let gradient = addGradient(head: head, qkv, biases: biases, dz: dz, to: &dqkv)
            unsafe dbiases.withMutableScalars(from: 0) { dbiases in
              for (row, number) in gradient.enumerated() {
                dbiases[(firstClass + row) * heads + head] += number
              }
            }
          }
        }
      }
    }
  }

  /// Adds to dqkv the gradient of one head; answers that of the biases of its classes.
  private func addGradient(
    head: Int, _ qkv: Span<Float>, biases: Span<Float>, dz: Span<Float>,
    to dqkv: inout MutableSpan<Float>
  ) -> [Float] {
    var weights = [Float](repeating: 0, count: blockRows * tokens)
    var dweights = weights
    var part = [Float](repeating: 0, count: tokens * headWidth)
    let headBiases = column(head, of: biases)
    var dheadBiases = [Float](repeating: 0, count: headBiases.count)
    let values = qkv.extracting(operandOffset(.values, head)...)
    let keys = qkv.extracting(operandOffset(.keys, head)...)
    for rows in rowBlocks {
      weigh(qkv, head: head, rows: rows, biases: headBiases, into: &weights)
      let dresult = dz.extracting(resultOffset(head, row: rows.lowerBound)...)
      addTransposed(
        weights.span, times: dresult, stride: resultStride, rows: rows.count, by: &part,
        to: &dqkv, at: operandOffset(.values, head))

      var dweightsSpan = dweights.mutableSpan
      MatrixProduct(
        rows: rows.count, inner: headWidth, columns: tokens, transposing: .right,
        strides: .init(left: resultStride, right: operandStride, result: tokens)
      ).multiply(dresult, values, into: &dweightsSpan)
      var dheadBiasesSpan = dheadBiases.mutableSpan
      classes.applySoftmaxGradient(
        rows: rows, weights.span, to: &dweightsSpan, scale: scale, dbiases: &dheadBiasesSpan)

      let queries = operandOffset(.queries, head, row: rows.lowerBound)
      var partSpan = part.mutableSpan
      MatrixProduct(
        rows: rows.count, inner: tokens, columns: headWidth,
        strides: .init(left: tokens, right: operandStride, result: headWidth)
      ).multiply(dweights.span, keys, into: &partSpan)
      add(part.span, rows: rows.count, to: &dqkv, at: queries)
      addTransposed(
        dweights.span, times: qkv.extracting(queries...), stride: operandStride,
        rows: rows.count, by: &part, to: &dqkv, at: operandOffset(.keys, head))
    }
    return dheadBiases
  }
}

/// z_i ← Σ_j softmax_j(q_i·k_j/√headWidth + bias_ij)·v_j, for each head and the tokens of all sets.
///
/// Each head of each set is made by one thread; the result does not depend on the number of threads.
package func attend(
  _ sets: [Attention], qkv: Tensor, biases: Tensor, into z: inout MutableSpan<Float>
) {
  let heads = sets.enumerated().flatMap { set, attention in
    (0..<attention.heads).map { (set: set, head: $0) }
  }
  // SAFETY: a head of a set writes the columns of its own in the rows of the set alone, and the
  // threads end with the call.
  unsafe withSharedScalars(&z) { z in
    _ = concurrentMap(count: heads.count) { index in
      let (set, head) = heads[index]
      qkv.withScalars { qkv in
        biases.withScalars { biases in
          unsafe z.withMutableScalars(from: 0) {
            sets[set].attend(head: head, qkv, biases: biases, into: &$0)
          }
        }
      }
    }
  }
}

extension Attention {
  private enum Operand: Int {
    case queries, keys, values
  }

  private var tokens: Int { classes.rows }
  private var scale: Float { 1 / Float(headWidth).squareRoot() }
  private var resultStride: Int { heads * headWidth }
  private var operandStride: Int { 3 * resultStride }

  /// Where one head's part of an operand begins, in the row of a token of the set.
  private func operandOffset(_ operand: Operand, _ head: Int, row: Int = 0) -> Int {
    (firstToken + row) * operandStride + operand.rawValue * resultStride + head * headWidth
  }

  /// Where one head's part of the result begins, in the row of a token of the set.
  private func resultOffset(_ head: Int, row: Int) -> Int {
    (firstToken + row) * resultStride + head * headWidth
  }

  /// How many rows of weights are made at a time: as many as the second-level cache holds, but
  /// enough for a matrix product.
  private var blockRows: Int { min(tokens, max(32, 65_536 / max(1, tokens))) }

  private var rowBlocks: some Sequence<Range<Int>> {
    stride(from: 0, to: tokens, by: max(1, blockRows)).lazy.map {
      $0..<min($0 + blockRows, tokens)
    }
  }

  /// The biases of the set's classes for one head.
  private func column(_ head: Int, of biases: Span<Float>) -> [Float] {
    (firstClass..<firstClass + classes.classCount).map { biases[$0 * heads + head] }
  }

  /// Writes one head's attention weights, rows.count × tokens, of these rows.
  private func weigh(
    _ qkv: Span<Float>, head: Int, rows: Range<Int>, biases: [Float], into weights: inout [Float]
  ) {
    var span = weights.mutableSpan
    MatrixProduct(
      rows: rows.count, inner: headWidth, columns: tokens, transposing: .right,
      strides: .init(left: operandStride, right: operandStride, result: tokens)
    ).multiply(
      qkv.extracting(operandOffset(.queries, head, row: rows.lowerBound)...),
      qkv.extracting(operandOffset(.keys, head)...), into: &span)
    classes.applySoftmax(rows: rows, to: &span, scale: scale, biases: biases.span)
  }

  /// Adds aᵀ·b, for a (rows, tokens) and b (rows, headWidth), to dqkv by way of `part`.
  private func addTransposed(
    _ a: Span<Float>, times b: Span<Float>, stride: Int, rows: Int, by part: inout [Float],
    to dqkv: inout MutableSpan<Float>, at offset: Int
  ) {
    var span = part.mutableSpan
    MatrixProduct(
      rows: tokens, inner: rows, columns: headWidth, transposing: .left,
      strides: .init(left: tokens, right: stride, result: headWidth)
    ).multiply(a, b, into: &span)
    add(part.span, rows: tokens, to: &dqkv, at: offset)
  }

  /// Adds rows of one head's width to dqkv.
  private func add(
    _ part: Span<Float>, rows: Int, to dqkv: inout MutableSpan<Float>, at offset: Int
  ) {
    transferBlock(
      part, at: .init(offset: 0, stride: headWidth), into: &dqkv,
      at: .init(offset: offset, stride: operandStride), rows: rows, columns: headWidth,
      update: .adding)
  }

  private func check(_ qkv: Int, _ biases: Int, _ z: Int) {
    let lastToken = firstToken + tokens
    precondition(
      firstToken >= 0 && qkv >= lastToken * operandStride && z >= lastToken * resultStride
        && firstClass >= 0 && biases >= (firstClass + classes.classCount) * heads,
      "\(qkv) operands, \(biases) biases and \(z) results for tokens up to \(lastToken)")
  }
}
