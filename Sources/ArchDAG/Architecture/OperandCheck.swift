import Tensors

/// Checks that the operands fit the operation: their number, and the shapes of parameters.
///
/// The one home of these rules, for all readers.
///
/// - Parameters:
///   - kind: what the operation computes.
///   - operation: its name.
///   - operands: what it reads, of `values`.
///   - values: those of the architecture.
/// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
func checkOperands(
  of kind: OperationKind, operation: String, _ operands: [ValueID?], among values: [Value]
) throws(ArchitectureError) {
  let check = OperandCheck(operation: operation, operands: operands, values: values)
  let traits = kind.traits
  try check.fits(traits.operands)
  if case .lookup = traits.operands { try check.rank(of: 1, 2) }
  if case .einsum(let equation) = kind { try check.count(equation.operandCount) }
  if case .linear = kind { try check.rank(of: 1, 2) }
  if case .convolution(let convolution) = kind {
    try check.convolution(convolution, outputAxis: 0)
  }
  if case .transposedConvolution(let convolution, let outputPadding) = kind {
    try check.convolution(convolution, outputAxis: 1)
    if let outputPadding { try check.outputPadding(outputPadding, of: convolution) }
  }
  if case .pooled(_, let pooling) = traits.elements {
    try check.positive(pooling.kernel, "a kernel")
    try check.positive(pooling.strides, "strides")
  }
}

private struct OperandCheck {
  let operation: String
  let operands: [ValueID?]
  let values: [Value]

  private func extents(of index: Int) -> [Int?]? {
    operands[index].flatMap { values[$0.index].extents }
  }

  /// The name and shape of an operand that is a parameter.
  private func parameter(at index: Int) -> (name: String, shape: Shape)? {
    guard operands.indices.contains(index), let id = operands[index],
      case .parameter(let shape, _) = values[id.index].origin
    else { return nil }
    return (values[id.index].name, shape)
  }

  /// Refuses too few or too many operands, and needed ones that are left out.
  func fits(_ list: OperandList) throws(ArchitectureError) {
    let (fewest, most) = (list.requiredCount, list.isVariadic ? .max : list.roles.count)
    guard (fewest...most).contains(operands.count) else {
      let wanted =
        list.isVariadic
        ? "at least \(fewest)" : fewest == most ? "\(fewest)" : "\(fewest) to \(most)"
      throw .malformed(
        location: "operation '\(operation)'", expected: "\(wanted) operands",
        found: "\(operands.count)")
    }
    if let index = operands.prefix(fewest).firstIndex(where: { $0 == nil }) {
      throw .malformed(
        location: "operation '\(operation)'", expected: "operand \(index) to be there",
        found: "none")
    }
  }

  func count(_ count: Int) throws(ArchitectureError) {
    guard operands.count == count else {
      throw .malformed(
        location: "operation '\(operation)'", expected: "\(count) operands",
        found: "\(operands.count)")
    }
  }

  func rank(of index: Int, _ range: ClosedRange<Int>) throws(ArchitectureError) {
    guard let extents = extents(of: index), !range.contains(extents.count) else { return }
    let wanted =
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    throw .malformed(
      location: "operation '\(operation)'", expected: "operand \(index) of rank \(wanted)",
      found: "rank \(extents.count)")
  }

  func rank(of index: Int, _ rank: Int) throws(ArchitectureError) {
    try self.rank(of: index, rank...rank)
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
    _ amounts: [Int], of convolution: ConvolutionAttributes
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
    _ convolution: ConvolutionAttributes, outputAxis: Int
  ) throws(ArchitectureError) {
    try rank(of: 1, 3...5)
    try positive([convolution.groups], "groups")
    try positive(convolution.strides, "strides")
    try positive(convolution.dilations, "dilations")
    guard let (weight, shape) = parameter(at: 1) else { return }
    try positive(shape.extents, "a weight '\(weight)'")
    // Channels that the groups share out: those of axis 0 in either kind, O or C.
    guard shape[0] % convolution.groups == 0 else {
      throw .malformed(
        location: "operation '\(operation)'",
        expected:
          "a weight '\(weight)' whose first extent \(convolution.groups) groups divide",
        found: "\(shape)")
    }
    guard let (bias, biasShape) = parameter(at: 2) else { return }
    let outputs = outputAxis == 0 ? shape[0] : shape[1] * convolution.groups
    guard biasShape.extents == [outputs] else {
      throw .malformed(
        location: "operation '\(operation)'",
        expected: "a bias '\(bias)' of shape (\(outputs))", found: "\(biasShape)")
    }
  }
}
