import Tensors

/// The state of turning an ONNX graph into an ``Architecture``: what is known of each value, and
/// the operations found so far.
///
/// Rules take the nodes in topological order. What depends on no input and no parameter stays a
/// ``Literal``; everything else becomes a ``Step``.
struct Translation {
  let graph: ONNXGraph
  /// What is known of each of the graph's values, by its number.
  private var flows: [Flow?]
  var tensors: [TranslatedTensor] = []
  var steps: [Step] = []
  /// Whether a node or an output reads a value, by its number.
  private let isRead: [Bool]
  /// What is known of constants that are drawn at random, such as dropout's masks, by the number.
  var masks: [Int: DropoutMask] = [:]
  /// How many operands the steps have together.
  var operandCount = 0
  /// How many numbers constants have been computed to hold.
  var foldedNumberCount = 0

  /// A node of a few bytes may ask for thousands of tensors, operands or numbers; these are more
  /// than any network has.
  static let sizeLimit = 4_000_000

  /// What a value of the graph is.
  enum Flow {
    case literal(Literal)
    /// The index of a translated tensor.
    case tensor(Int)
    /// The indices of a sequence's elements.
    case sequence([Int])
  }

  init(_ graph: ONNXGraph) {
    self.graph = graph
    flows = Array(repeating: nil, count: graph.names.count)
    var isRead = Array(repeating: false, count: graph.names.count)
    for node in graph.nodes {
      for case let input? in node.inputs { isRead[input] = true }
    }
    for output in graph.outputs { isRead[output] = true }
    self.isRead = isRead
  }
}

/// A tensor of the architecture in the making.
struct TranslatedTensor {
  var name: String
  var extents: Extents?
  var origin: Value.Origin
  /// Whether it changes with what the caller feeds, unlike parameters and what is made of them.
  var dependsOnInput: Bool
  /// The step that computes it.
  var producer: Int?
  /// Whether the first extent of an input is only nominal.
  var leavesBatchOpen = false

  /// Longer axes are taken as unknown, so that arithmetic on extents cannot overflow.
  static let extentLimit = 1 << 48

  /// The extents without those that cannot be.
  static func plausible(_ extents: Extents?) -> Extents? {
    guard let extents, extents.count <= 64 else { return nil }
    return extents.map { extent in
      extent.flatMap { $0 >= 0 && $0 <= extentLimit ? $0 : nil }
    }
  }

  var isConstant: Bool {
    if case .constant = origin { true } else { false }
  }

  /// A constant's real numbers, if they were read.
  var reals: [Float]? {
    switch origin {
    case .constant(.reals(let reals)): reals
    case .constant(.integers(let integers)): integers.map(Float.init)
    case .input, .parameter, .result, .constant(.unread): nil
    }
  }
}

/// An operation of the architecture in the making; tensors are named by their indices.
struct Step {
  var kind: OperationKind
  var name: String
  var inputs: [Int?]
  var outputs: [Int]
}

extension Translation {
  /// What is known of a node's operand; `nil` if it is left out.
  func flow(_ node: ONNXNode, _ place: Int) -> Flow? {
    guard node.inputs.indices.contains(place), let number = node.inputs[place] else { return nil }
    return flows[number]
  }

  /// What is known of one of the graph's values.
  func flow(_ number: Int) -> Flow? { flows[number] }

  /// A node's operand, if it is a constant.
  func literal(_ node: ONNXNode, _ place: Int) -> Literal? {
    if case .literal(let literal)? = flow(node, place) { literal } else { nil }
  }

  /// The extents of a node's operand.
  func extents(_ node: ONNXNode, _ place: Int) -> Extents? {
    switch flow(node, place) {
    case .literal(let literal): literal.extents
    case .tensor(let tensor): tensors[tensor].extents
    case .sequence, nil: nil
    }
  }

  /// Whether every operand whose numbers matter is a constant.
  func isConstant(_ node: ONNXNode) -> Bool {
    // The second operand of `CastLike` gives only its number format.
    let places = node.type == "CastLike" ? 0..<min(1, node.inputs.count) : node.inputs.indices
    return places.allSatisfy { place in
      node.inputs[place] == nil || literal(node, place) != nil
    }
  }

  /// Whether a node or an output reads the value of this number.
  func isRead(_ number: Int) -> Bool { isRead[number] }

  /// The tensor of a node's operand; a constant becomes one.
  mutating func operand(_ node: ONNXNode, _ place: Int) -> Int? {
    switch flow(node, place) {
    case .tensor(let tensor): return tensor
    case .literal(let literal):
      return constant(literal, name: node.inputs[place].map { graph.names[$0] } ?? "")
    case .sequence, nil: return nil
    }
  }

  /// A tensor that holds a constant's numbers.
  mutating func constant(_ literal: Literal, name: String) -> Int {
    let constant: Constant =
      switch literal.numbers {
      case .integers(let integers): .integers(integers)
      case .reals(let reals): .reals(reals)
      case .unread: .unread
      }
    return addTensor(
      TranslatedTensor(
        name: name, extents: literal.extents, origin: .constant(constant), dependsOnInput: false))
  }

  /// All operands as tensors.
  mutating func operands(_ node: ONNXNode) -> [Int?] {
    node.inputs.indices.map { operand(node, $0) }
  }

  mutating func addTensor(_ tensor: TranslatedTensor) -> Int {
    tensors.append(tensor)
    return tensors.count - 1
  }

  mutating func define(_ number: Int, as flow: Flow) {
    flows[number] = flow
  }

  /// Defines a node's first result as a constant.
  mutating func define(_ node: ONNXNode, as literal: Literal) {
    if case let output?? = node.outputs.first { define(output, as: .literal(literal)) }
  }
}
