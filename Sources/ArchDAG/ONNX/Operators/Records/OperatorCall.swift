/// A node of an ONNX graph and what is known of its operands: all that an operator's rule may look
/// at.
struct OperatorCall {
  let node: ONNXNode
  /// The version of the operator set that the file uses, of the operator's domain.
  let version: Int
  /// What is known of each operand; `nil` for one that is left out.
  let operands: [Operand?]
  /// The number format of each operand.
  let formats: [TensorRecord.ElementType]

  /// What is known of an operand.
  enum Operand {
    case constant(Literal)
    case tensor(TensorFacts)
    /// A sequence of so many tensors.
    case sequence(count: Int)
  }

  /// What is known of a tensor before the network runs.
  struct TensorFacts {
    var extents: Extents?
    /// Whether it changes with what the caller feeds, unlike parameters and what is made of them.
    var dependsOnInput: Bool
  }

  /// What is known of the operand of an index; `nil` if it is left out.
  func operand(_ index: Int) -> Operand? {
    operands.indices.contains(index) ? operands[index] : nil
  }

  /// Whether the operand of an index is a constant.
  func isConstant(_ index: Int) -> Bool {
    if operands.indices.contains(index), case .constant? = operands[index] { true } else { false }
  }

  /// The operand of an index, if it is a constant.
  func literal(_ index: Int) -> Literal? {
    if case .constant(let literal)? = operand(index) { literal } else { nil }
  }

  /// The number format of the operand of an index; undefined where it is left out or not known.
  func format(_ index: Int) -> TensorRecord.ElementType {
    formats.indices.contains(index) ? formats[index] : .undefined
  }

  /// The extents of the operand of an index.
  func extents(_ index: Int) -> Extents? {
    switch operand(index) {
    case .constant(let literal): literal.extents
    case .tensor(let facts): facts.extents
    case .sequence, nil: nil
    }
  }

  /// The tensor of an index, if it is one that flows.
  func tensor(_ index: Int) -> TensorFacts? {
    if case .tensor(let facts)? = operand(index) { facts } else { nil }
  }

  /// Whether the operand of an index is given.
  func has(_ index: Int) -> Bool { operand(index) != nil }

  /// How many tensors the sequence of an index has; `nil` where there is no sequence that is known.
  func elementCount(_ index: Int) -> Int? {
    if case .sequence(let count)? = operand(index) { count } else { nil }
  }

  /// All operands, in order, and the tensors of those that are sequences.
  var allTensors: [OperatorMeaning.Expression?] {
    operands.indices.flatMap { index -> [OperatorMeaning.Expression?] in
      elementCount(index).map { (0..<$0).map { .element(of: index, at: $0) } }
        ?? [operands[index] == nil ? nil : .operand(index)]
    }
  }

  /// All operands, in order.
  var all: [OperatorMeaning.Expression?] {
    operands.indices.map { operands[$0] == nil ? nil : .operand($0) }
  }

  /// The operands of a layer or norm, up to `count` of them: x, a weight, and perhaps a bias.
  ///
  /// A bias that is a constant of zeros is none: exporters write it for layers without bias.
  func weighted(upTo count: Int) -> [OperatorMeaning.Expression?] {
    var inputs = Array(all.prefix(count))
    if inputs.count == 3, let reals = literal(2)?.reals, reals.allSatisfy({ $0 == 0 }) {
      inputs[2] = nil
    }
    while inputs.count > 2, case .some(nil) = inputs.last { inputs.removeLast() }
    return inputs
  }

  /// Whole numbers that an attribute gives in older versions, and an operand in newer ones.
  func integers(_ name: String, or index: Int) -> [Int]? {
    node.integers(name) ?? literal(index)?.integers
  }

  /// A real number that an attribute gives in older versions, and an operand in newer ones.
  func real(_ name: String, or index: Int) -> Float? {
    node.real(name) ?? literal(index)?.reals?.first
  }

  /// Checks that the node has at least `count` operands that are not left out.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  func requireOperands(_ count: Int) throws(ArchitectureError) {
    try node.requireOperands(count)
  }
}
