/// The extents of an axis list, where known: `nil` where not even the rank is known.
package typealias Extents = [Int?]

extension OperationKind {
  /// The extents of each result, as far as the operands' extents and the attributes tell them.
  ///
  /// - Parameters:
  ///   - operands: the extents of each operand, in the order that the case states.
  ///   - resultCount: how many results the operation has.
  /// - Returns: one entry per result; `nil` where not even the rank is known.
  package func resultExtents(of operands: [Extents?], resultCount: Int = 1) -> [Extents?] {
    if case .split(let axis, let parts) = self {
      return splitExtents(operands.first ?? nil, axis: axis, parts: parts, count: resultCount)
    }
    if case .recurrence(let recurrence) = self {
      return recurrence.resultExtents(of: operands.first ?? nil, count: resultCount)
    }
    if case .topElements = self {
      return Array(repeating: firstResultExtents(of: operands), count: resultCount)
    }
    return [firstResultExtents(of: operands)]
      + Array(repeating: nil, count: max(resultCount - 1, 0))
  }

  private func firstResultExtents(of operands: [Extents?]) -> Extents? {
    let x = operands.first ?? nil
    let second = operands.count > 1 ? operands[1] : nil
    switch self {
    case .convolution(let convolution):
      return convolution.resultExtents(of: x, weight: second)
    case .transposedConvolution(let convolution, let outputPadding):
      return convolution.transposedExtents(of: x, weight: second, outputPadding: outputPadding)
    case .resize, .unrecognized, .arrangement:
      return nil
    case .einsum(let equation):
      return equation.resultExtents(of: operands)
    case .linear(let layout):
      guard let x, !x.isEmpty else { return nil }
      return x.dropLast() + [second.flatMap { $0.count == 2 ? $0[layout.outputAxis] : nil }]
    case .embedding:
      guard let x, let second, second.count == 2 else { return nil }
      return x + [second[1]]
    case .batchNorm, .layerNorm, .groupNorm, .rootMeanSquareNorm, .activation, .softmax,
      .cumulativeSum, .dropout, .elementwise, .quantization, .identity, .logSoftmax,
      .localResponseNorm:
      return x
    case .maxPool(let pooling), .averagePool(let pooling):
      return pooling.resultExtents(of: x)
    case .globalAveragePool:
      return x.map { $0.prefix(2) + Array(repeating: 1, count: max($0.count - 2, 0)) }
    case .adaptiveAveragePool(let extents):
      return x.map { $0.dropLast(extents.count) + extents.map(Optional.some) }
    case .mean(let axes, let keepsAxes), .reduction(_, let axes, let keepsAxes):
      return x.flatMap { meanExtents($0, axes: axes, keepsAxes: keepsAxes) }
    case .matrixProduct:
      return productExtents(x, second)
    case .arithmetic, .discrete:
      return broadcastExtents(x, second)
    case .select:
      return broadcastExtents(broadcastExtents(x, second), operands.count > 2 ? operands[2] : nil)
    case .concatenation(let axis):
      return concatenationExtents(operands, axis: axis)
    case .split, .recurrence:
      return nil
    case .slice(let slices):
      return x.map { sliceExtents($0, slices) }
    case .gather(let axis):
      return gatherExtents(x, indices: second, axis: axis)
    case .reshape(let extents):
      return extents.map { reshapeExtents(x, to: $0) }
    case .flatten(let axis):
      return x.flatMap { flattenExtents($0, axis: axis) }
    case .transpose(let permutation):
      guard let x, x.count == permutation.count, permutation.allSatisfy(x.indices.contains) else {
        return nil
      }
      return permutation.map { x[$0] }
    case .squeeze(let axes):
      return x.flatMap { squeezeExtents($0, axes: axes) }
    case .unsqueeze(let axes):
      return x.flatMap { unsqueezeExtents($0, axes: axes) }
    case .expand:
      return nil
    case .gatherND(let batchAxes):
      return gatherNDExtents(x, indices: second, batchAxes: batchAxes)
    case .gridSample:
      guard let x, x.count > 2, let second, second.count == x.count else { return nil }
      return Array(x[..<2]) + second[1..<(second.count - 1)]
    case .topElements(let axis, let count, _):
      return x.flatMap { x in
        guard let axis = normalizedAxis(axis, rank: x.count), count >= 0 else { return nil }
        return x.indices.map { $0 == axis ? count : x[$0] }
      }
    case .gatherElements:
      return second
    case .scatter:
      return x
    case .border(_, let amounts):
      return x.flatMap { padExtents($0, amounts: amounts) }
    case .resample(let resampling):
      return x.map { x in
        x.indices.map { axis in
          x[axis].flatMap { resampling.resultExtent(of: $0, axis: axis) }
        }
      }
    case .pad(let amounts):
      return x.flatMap { padExtents($0, amounts: amounts) }
    }
  }
}

extension LinearLayout {
  /// The axis of the weight along which output features lie.
  var outputAxis: Int {
    switch self {
    case .outputFirst: 0
    case .inputFirst: 1
    }
  }
}

/// The axis counted from the front; `nil` if a value of this rank has no such axis.
package func normalizedAxis(_ axis: Int, rank: Int) -> Int? {
  guard axis >= -rank, axis < rank else { return nil }
  return axis < 0 ? axis + rank : axis
}

/// The product of extents, if all are known and it does not overflow.
package func product(_ extents: some Sequence<Int?>) -> Int? {
  var product = 1
  for extent in extents {
    guard let extent else { return nil }
    let (next, overflow) = product.multipliedReportingOverflow(by: extent)
    guard !overflow else { return nil }
    product = next
  }
  return product
}
