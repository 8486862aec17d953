/// One node of an ONNX graph, as the file says it.
///
/// An object that never changes: graphs have thousands, which every pass hands on.
final class ONNXNode: Sendable {
  /// The operator, such as `Conv`; with its domain in front if that is not ONNX's own.
  let type: String
  /// What is known of the operator; `nil` for one that no rule knows.
  let known: ONNXOperator?
  /// The node's name; its operator and number where the file gives none.
  let name: String
  /// The values that it reads, by their number in the graph; `nil` for one left out.
  let inputs: [Int?]
  /// The values that it computes; `nil` for one that nobody asked for.
  let outputs: [Int?]
  let attributes: [Attribute]

  struct Attribute {
    var name: String
    var value: Value
  }

  enum Value: Sendable {
    case integer(Int)
    case real(Float)
    case text(String)
    case integers([Int])
    case reals([Float])
    case texts([String])
    /// Indirect, since what is known of a constant takes more room than a number.
    indirect case tensor(Literal)
    /// A graph, or several.
    case graph
    /// Types, and lists of tensors.
    case unread
  }

  /// Makes a node, and looks up what is known of its operator.
  convenience init(
    type: String, name: String, inputs: [Int?] = [], outputs: [Int?] = [],
    attributes: [Attribute] = []
  ) {
    self.init(
      type: type, known: ONNXOperators[type], name: name, inputs: inputs, outputs: outputs,
      attributes: attributes)
  }

  private init(
    type: String, known: ONNXOperator?, name: String, inputs: [Int?], outputs: [Int?],
    attributes: [Attribute]
  ) {
    self.type = type
    self.known = known
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }

  /// A node that holds a constant.
  static func holding(_ literal: Literal, name: String, result: Int?) -> ONNXNode {
    ONNXNode(
      type: "Constant", name: name, outputs: [result],
      attributes: [Attribute(name: "value", value: .tensor(literal))])
  }

  /// A node with the same operator and attributes elsewhere.
  func replacing(name: String? = nil, inputs: [Int?], outputs: [Int?]? = nil) -> ONNXNode {
    ONNXNode(
      type: type, known: known, name: name ?? self.name, inputs: inputs,
      outputs: outputs ?? self.outputs, attributes: attributes)
  }
}

extension ONNXNode {
  /// Whether the node holds graphs in its attributes, as those of control flow do.
  var holdsGraphs: Bool {
    attributes.contains { if case .graph = $0.value { true } else { false } }
  }

  /// What a node that holds numbers holds, if it is one that says them all.
  var heldLiteral: Literal? {
    guard effect == .plumbing(.holds), case .computed(let rule)? = known?.folding else {
      return nil
    }
    return rule(self, [])
  }

  /// The attribute of this name, if it is there.
  func attribute(_ name: String) -> Value? {
    attributes.first { $0.name == name }?.value
  }

  /// The whole number of this name.
  func integer(_ name: String) -> Int? {
    if case .integer(let value)? = attribute(name) { value } else { nil }
  }

  /// The real number of this name.
  func real(_ name: String) -> Float? {
    if case .real(let value)? = attribute(name) { value } else { nil }
  }

  /// The text of this name.
  func text(_ name: String) -> String? {
    if case .text(let value)? = attribute(name) { value } else { nil }
  }

  /// The whole numbers of this name.
  func integers(_ name: String) -> [Int]? {
    if case .integers(let values)? = attribute(name) { values } else { nil }
  }

  /// The real numbers of this name.
  func reals(_ name: String) -> [Float]? {
    if case .reals(let values)? = attribute(name) { values } else { nil }
  }

  /// The texts of this name.
  func texts(_ name: String) -> [String]? {
    if case .texts(let values)? = attribute(name) { values } else { nil }
  }

  /// What messages call this node.
  var location: String { "node '\(name)'" }

  /// Checks that the node has at least `count` operands that are not left out.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  func requireOperands(_ count: Int) throws(ArchitectureError) {
    guard inputs.count >= count, inputs.prefix(count).allSatisfy({ $0 != nil }) else {
      throw .malformed(
        location: location, expected: "\(count) operands of \(type)", found: "\(inputs.count)")
    }
  }

  /// One number per spatial axis, or twice as many; `standard` where the file gives none.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if the count differs.
  func perAxis(
    _ name: String, count: Int, standard: Int
  ) throws(ArchitectureError) -> [Int] {
    guard let values = integers(name), !values.isEmpty else {
      return Array(repeating: standard, count: count)
    }
    guard values.count == count else {
      throw .malformed(
        location: self.location, expected: "\(count) numbers in '\(name)'",
        found: "\(values.count)")
    }
    return values
  }
}
