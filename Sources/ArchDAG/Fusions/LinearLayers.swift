extension ArchitectureRewriting {
  /// Makes linear layers of products with learned matrices and of the sums behind them.
  ///
  /// x·W, where W is learned, or computed from what is, such as a part of a parameter; x·W where W
  /// is a transposed parameter; x·W + b with a learned vector b, in either order.
  mutating func joinLinearLayers() {
    apply(to: .matrixProduct, .linear) { $0.linearLayer($1) }
    apply(to: .arithmetic) { $0.biasedLayer($1) }
  }

  private func linearLayer(_ operation: Operation) -> Operation? {
    let (x, weight, layout): (ValueID?, ValueID, LinearLayout)
    switch operation.kind {
    case .matrixProduct:
      guard let (left, right) = operands(of: operation), isLearned(right),
        extents(right)?.count == 2
      else { return nil }
      (x, weight, layout) = (left, right, .inputFirst)
    case .linear(let stated):
      guard let matrix = operation.operand(.weight), view(of: matrix) != nil else { return nil }
      (x, weight, layout) = (operation.operand(.data), matrix, stated)
    default: return nil
    }
    guard let source = view(of: weight) else {
      return operation.replaced(by: .linear(layout), [x, weight])
    }
    return operation.replaced(
      by: .linear(layout == .inputFirst ? .outputFirst : .inputFirst),
      [x, source] + (operation.operand(.bias).map { [$0] } ?? []))
  }

  /// The learned matrix whose transpose a value is.
  private func view(of matrix: ValueID) -> ValueID? {
    guard let view = producer(of: matrix), case .transpose([1, 0]) = view.kind,
      let source = view.operand(.data), isLearned(source), extents(source)?.count == 2
    else { return nil }
    return source
  }

  private func biasedLayer(_ sum: Operation) -> Operation? {
    guard case .arithmetic(.add) = sum.kind, let (left, right) = operands(of: sum) else {
      return nil
    }
    for (product, bias) in [(left, right), (right, left)] where isReadOnce(product) {
      guard let layer = producer(of: product), case .linear(let layout) = layer.kind,
        layer.operand(.bias) == nil, isVector(bias, of: layer, layout)
      else { continue }
      // The joined operation stands where the sum stood: all its operands exist there.
      return sum.replaced(
        by: layer.kind, [layer.operand(.data), layer.operand(.weight), bias], name: layer.name)
    }
    return nil
  }

  /// Whether a value is one number for each output feature of a layer.
  private func isVector(_ bias: ValueID, of layer: Operation, _ layout: LinearLayout) -> Bool {
    guard let own = extents(bias), own.count == 1 else { return false }
    let outputs = extents(layer.operand(.weight))?[layout.outputAxis]
    if isLearned(bias) { return own[0] == outputs || own[0] == nil || outputs == nil }
    guard case .constant = self[bias].origin else { return false }
    return own[0] != nil && own[0] == outputs
  }
}
