extension NodeRules {
  /// Convolutions.
  static let convolution: [String: NodeRule] = [
    "Conv": { translation, node throws(ArchitectureError) in
      let window = try translation.window(node)
      let attributes = Convolution(node, window, padding: window.padding)
      translation.emit(
        .convolution(attributes), for: node, inputs: translation.weighted(node, upTo: 3))
    },
    "ConvTranspose": { translation, node throws(ArchitectureError) in
      let window = try translation.window(node)
      let ends = try TransposedPadding(node, window, x: translation.extents(node, 0))
      let attributes = Convolution(node, window, padding: ends.padding)
      translation.emit(
        .transposedConvolution(attributes, outputPadding: ends.outputPadding), for: node,
        inputs: translation.weighted(node, upTo: 3))
    },
  ]
}

extension Translation {
  /// How the kernel of a convolution moves.
  fileprivate func window(_ node: ONNXNode) throws(ArchitectureError) -> WindowAttributes {
    try node.requireOperands(2)
    let x = extents(node, 0)
    let weight = extents(node, 1)
    guard let kernel = node.integers("kernel_shape") ?? weight.flatMap({ kernel(of: $0) }) else {
      throw .malformed(
        location: node.location, expected: "a kernel of known extents", found: "none")
    }
    if let weight, weight.count != kernel.count + 2 {
      throw .malformed(
        location: node.location, expected: "a weight of rank \(kernel.count + 2)",
        found: "rank \(weight.count)")
    }
    return try WindowAttributes(node, kernel: kernel, x: x)
  }

  private func kernel(of weight: Extents) -> [Int]? {
    let kernel = weight.dropFirst(2).compactMap(\.self)
    return weight.count > 2 && kernel.count == weight.count - 2 ? kernel : nil
  }

  /// The operands of a node that has a weight and perhaps a bias, up to `count` of them.
  ///
  /// A bias that is a constant of zeros is none: exporters write it for layers without bias.
  mutating func weighted(_ node: ONNXNode, upTo count: Int) -> [Int?] {
    var inputs = Array(operands(node).prefix(count))
    if inputs.count == 3, let bias = inputs[2], tensors[bias].isConstant,
      let reals = tensors[bias].reals, reals.allSatisfy({ $0 == 0 })
    {
      inputs[2] = nil
    }
    while inputs.count > 2, inputs.last == .some(nil) { inputs.removeLast() }
    return inputs
  }
}

extension Convolution {
  fileprivate init(_ node: ONNXNode, _ window: WindowAttributes, padding: [Int]) {
    self.init(
      strides: window.strides, padding: padding, dilations: window.dilations,
      groups: node.integer("group") ?? 1)
  }
}
