import Tensors

/// Checks that the operands fit the operation: their number, and the shapes of parameters.
///
/// The one home of these rules, for all readers.
func checkOperands(
  of kind: OperationKind, operation: String, _ operands: [Value?]
) throws(ArchitectureError) {
  let check = OperandCheck(operation: operation, operands: operands)
  switch kind {
  case .convolution(let convolution):
    try check.count(2...3)
    try check.convolution(convolution, outputAxis: 0)
  case .transposedConvolution(let convolution, let outputPadding):
    try check.count(2...3)
    try check.convolution(convolution, outputAxis: 1)
    if let outputPadding { try check.outputPadding(outputPadding, of: convolution) }
  case .linear:
    try check.count(2...3)
    try check.rank(of: 1, 2...2)
  case .embedding:
    try check.count(2...2)
    try check.rank(of: 1, 2...2)
  case .batchNorm:
    try check.count(1...5)
  case .layerNorm, .groupNorm:
    try check.count(1...3)
  case .rootMeanSquareNorm, .activation, .expand, .dropout:
    try check.count(1...2)
  case .maxPool(let pooling), .averagePool(let pooling):
    try check.count(1...1)
    try check.positive(pooling.kernel, "a kernel")
    try check.positive(pooling.strides, "strides")
  case .globalAveragePool, .adaptiveAveragePool, .mean, .softmax, .split, .slice, .reshape,
    .flatten, .transpose, .squeeze, .unsqueeze, .pad, .resize, .elementwise, .identity:
    try check.count(1...1)
  case .matrixProduct, .arithmetic, .gather:
    try check.count(2...2)
  case .select:
    try check.count(3...3)
  case .concatenation, .einsum:
    try check.count(1...Int.max)
  case .unrecognized:
    break
  }
}

private struct OperandCheck {
  let operation: String
  let operands: [Value?]

  func count(_ range: ClosedRange<Int>) throws(ArchitectureError) {
    guard range.contains(operands.count), operands[0] != nil else {
      let wanted =
        range.upperBound == .max
        ? "at least \(range.lowerBound)"
        : range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw .malformed(
        location: "operation '\(operation)'", expected: "\(wanted) operands",
        found: "\(operands.count)")
    }
  }

  func rank(of index: Int, _ range: ClosedRange<Int>) throws(ArchitectureError) {
    guard let extents = operands[index]?.extents else { return }
    guard range.contains(extents.count) else {
      throw .malformed(
        location: "operation '\(operation)'",
        expected: "operand \(index) of rank \(range.lowerBound) to \(range.upperBound)",
        found: "rank \(extents.count)")
    }
  }

  func positive(_ extents: [Int], _ what: String) throws(ArchitectureError) {
    guard extents.allSatisfy({ $0 > 0 }) else {
      throw .malformed(
        location: "operation '\(operation)'", expected: "\(what) of positive numbers",
        found: "\(extents)")
    }
  }

  /// A result that goes on for longer is that of a larger image.
  func outputPadding(
    _ amounts: [Int], of convolution: Convolution
  ) throws(ArchitectureError) {
    let limits = zip(convolution.strides, convolution.dilations).map(max)
    guard amounts.count == limits.count, zip(amounts, limits).allSatisfy({ 0..<$1 ~= $0 }) else {
      throw .malformed(
        location: "operation '\(operation)'",
        expected: "output padding below the larger of stride and dilation, \(limits)",
        found: "\(amounts)")
    }
  }

  func convolution(
    _ convolution: Convolution, outputAxis: Int
  ) throws(ArchitectureError) {
    try rank(of: 1, 3...5)
    try positive([convolution.groups], "groups")
    try positive(convolution.strides, "strides")
    try positive(convolution.dilations, "dilations")
    guard let weight = operands[1], case .parameter(let shape, _) = weight.origin else { return }
    try positive(shape.extents, "a weight '\(weight.name)'")
    // Channels that the groups share out: those of axis 0 in either kind, O or C.
    guard shape[0] % convolution.groups == 0 else {
      throw .malformed(
        location: "operation '\(operation)'",
        expected:
          "a weight '\(weight.name)' whose first extent \(convolution.groups) groups divide",
        found: "\(shape)")
    }
    guard let bias = operands.count > 2 ? operands[2] : nil,
      case .parameter(let biasShape, _) = bias.origin
    else { return }
    let outputs = outputAxis == 0 ? shape[0] : shape[1] * convolution.groups
    guard biasShape.extents == [outputs] else {
      throw .malformed(
        location: "operation '\(operation)'",
        expected: "a bias '\(bias.name)' of shape (\(outputs))", found: "\(biasShape)")
    }
  }
}
