/// The whole numbers in the file of which values are made, by casts, scales and zero points perhaps: where a
/// layer reads such a value as its weight, they are a quantized weight.
struct WholeNumberSources {
  /// By a value's number; empty where the file has none.
  private var sources: [Int?] = []

  /// Whether the file has no whole numbers that may be a weight.
  var isEmpty: Bool { sources.isEmpty }

  /// The whole numbers of which a value is made.
  ///
  /// - Precondition: there are some.
  subscript(number: Int) -> Int? { sources[number] }

  /// Notes whole numbers that the file has, of a graph of so many values.
  mutating func note(
    _ number: Int, _ type: TensorRecord.ElementType, _ extents: [Int], of count: Int
  ) {
    if sources.isEmpty { sources = Array(repeating: nil, count: count) }
    if type.isWhole && !extents.allSatisfy({ $0 == 1 }) { sources[number] = number }
  }

  /// Notes of which whole numbers a node's result is made.
  ///
  /// - Precondition: there are some.
  mutating func note(_ node: ONNXNode) {
    let carriers =
      switch node.effect {
      case .moves: 1
      // Whole numbers become real ones by a scale and a zero point.
      case .combines: 2
      case .plumbing, .fills, .mixes, .normalizes, .partlyKnown, .other: 0
      }
    guard carriers > 0, case let result?? = node.outputs.first else { return }
    var source: Int?
    for case let number? in node.inputs.prefix(carriers) where source == nil {
      source = sources[number]
    }
    sources[result] = source
  }
}
