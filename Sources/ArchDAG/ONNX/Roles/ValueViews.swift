/// Of what each value of an ONNX graph is a view, and what computes that.
///
/// A node that only moves elements makes a *view*: what is read is its root, the value that is no view
/// of another.
struct ValueViews {
  /// The root of each value; itself where it is a view of none.
  private(set) var roots: [Int]
  /// Whether a value has the same elements in the same order as its root.
  private(set) var isCopy: [Bool]
  /// Whether a value is what a layer answers, or a view of that.
  private(set) var isLayer: [Bool]
  /// Whether a value is the result of a matrix product.
  private(set) var isProduct: [Bool]
  /// The operand of each transposition, by its result: a matrix product reads the weight of a linear
  /// layer so.
  private(set) var transposed: [Int?]

  /// No value is a view of another yet.
  init(count: Int) {
    roots = Array(0..<count)
    isCopy = Array(repeating: true, count: count)
    isLayer = Array(repeating: false, count: count)
    isProduct = isLayer
    transposed = Array(repeating: nil, count: count)
  }

  /// Notes of what the results of a node are views.
  mutating func note(_ node: ONNXNode) {
    guard case let result?? = node.outputs.first else { return }
    switch node.effect {
    case .moves(let motion):
      guard case let source?? = node.inputs.first else { return }
      roots[result] = roots[source]
      isCopy[result] = isCopy[source] && node.effect.isCopy
      isLayer[result] = isLayer[source]
      if motion == .transposed { transposed[result] = source }
    case .mixes(let mixing):
      isLayer[result] = true
      guard mixing != .layer else { return }
      for case let result? in node.outputs { isProduct[result] = true }
    case .plumbing, .fills, .normalizes, .combines, .partlyKnown, .other: break
    }
  }
}
