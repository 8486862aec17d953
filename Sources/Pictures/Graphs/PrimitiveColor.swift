import ArchDAG

/// The colors of primitives in pictures: one hue a family, so that they can be told apart in print.
enum PrimitiveColor {
  static func fill(_ primitive: Primitive) -> String {
    switch primitive {
    case .convolution: "#a9cbe8"
    case .separableConvolution: "#7fb3e0"
    case .dilatedConvolution: "#c4d8ee"
    case .bias: "#dfe9f3"
    case .batchNorm: "#c3e3b5"
    case .layerNorm: "#a5d48f"
    case .sum: "#f6d28b"
    case .concatenation: "#f2b35f"
    case .squeezeExcitation: "#f7e3a1"
    case .multiHeadSelfAttention: "#e3a6c6"
    case .positionalEncoding: "#f2d0e0"
    case .maxPool: "#cbb5e0"
    case .averagePool: "#dccdea"
    case .globalAveragePool: "#b79ad4"
    case .input: "#e8e8e8"
    }
  }

  /// One entry a primitive.
  private static let step = 92.0

  static var legendWidth: Int { Int(step) * 8 }

  /// The colors of the primitives that occur, with how often they do.
  static func legend(left: Double, top: Double, of graph: ArchitectureGraph) -> String {
    let counts = Dictionary(graph.nodes.map { ($0.primitive, 1) }, uniquingKeysWith: +)
    let present = Primitive.allCases.filter { counts[$0] != nil }
    return present.enumerated().map { index, primitive in
      let x = left + step * Double(index % 8)
      let y = top + 14 * Double(index / 8)
      return """
        <rect x="\(x)" y="\(y)" width="11" height="11" fill="\(fill(primitive))" stroke="#555"/>\
        <text x="\(x + 15)" y="\(y + 9.5)">\(primitive.rawValue) \(counts[primitive] ?? 0)</text>
        """
    }.joined(separator: "\n")
  }
}
