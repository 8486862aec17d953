/// Writes the operators that a file defines itself out, where they are called.
///
/// A call's nodes and values are named after it, as `call/name`. Exporters keep modules as
/// functions that call one another; files are hostile too, and a chain of functions of a few bytes
/// may ask for any number of nodes: so the depth and the written bytes have a limit.
///
/// Source: ONNX, "IR", section "Functions".
struct FunctionInlining {
  private let layouts: [String: FunctionLayout]
  private var bodies: [String: FunctionBody] = [:]
  private var cost = 0
  private(set) var nodes: [ONNXNode] = []

  /// Modules of no exporter lie deeper.
  static let depthLimit = 64

  /// Bytes of names and operands that no network's functions reach.
  static let costLimit = 1 << 28

  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if two functions have one
  ///   name.
  init(_ layouts: [FunctionLayout]) throws(ArchitectureError) {
    var found: [String: FunctionLayout] = [:]
    for layout in layouts where found.updateValue(layout, forKey: layout.type) != nil {
      throw .malformed(
        location: "graph", expected: "each function to be defined once",
        found: "a second '\(layout.type)'")
    }
    self.layouts = found
  }

  /// Adds a node, or what stands in for it.
  ///
  /// - Parameters:
  ///   - node: a node whose values are numbered in `names`.
  ///   - names: the graph's values, all of its own among them; new ones are added.
  ///   - bytes: the file's bytes.
  ///   - depth: in how many functions the node stands.
  /// - Throws: ``ArchitectureError``.
  mutating func add(
    _ node: ONNXNode, _ names: inout ValueNames, in bytes: RawSpan, depth: Int = 0
  ) throws(ArchitectureError) {
    guard let layout = layouts[node.type] else { return nodes.append(node) }
    guard depth < Self.depthLimit else {
      throw .tooLarge(
        location: node.location, limit: "\(Self.depthLimit) functions inside one another",
        found: "more")
    }
    if bodies[node.type] == nil { bodies[node.type] = try FunctionBody(layout, in: bytes) }
    guard let body = bodies[node.type] else { return }
    guard node.inputs.count <= body.inputs.count, node.outputs.count <= body.outputs.count else {
      throw .malformed(
        location: node.location,
        expected: "at most \(body.inputs.count) operands and \(body.outputs.count) results of "
          + "the function \(node.type)",
        found: "\(node.inputs.count) and \(node.outputs.count)")
    }
    var values = Values(of: body, for: node)
    for (inner, references) in zip(body.nodes, body.references) {
      let name = "\(node.name)/\(inner.name)"
      var attributes = inner.attributes.filter { attribute in
        !references.contains { $0.name == attribute.name }
      }
      for (name, source) in references {
        let given = node.attribute(source) ?? body.defaults.first { $0.name == source }?.value
        if let given { attributes.append(.init(name: name, value: given)) }
      }
      cost += name.utf8.count + 64 * (1 + inner.inputs.count + inner.outputs.count)
      let copy = ONNXNode(
        type: inner.type, name: name,
        inputs: inner.inputs.map { $0.flatMap { values.number(of: $0, &names, &cost) } },
        outputs: inner.outputs.map { $0.flatMap { values.number(of: $0, &names, &cost) } },
        attributes: attributes)
      guard cost <= Self.costLimit else {
        throw .tooLarge(
          location: node.location, limit: "\(Self.costLimit) bytes of nodes from functions",
          found: "more")
      }
      try add(copy, &names, in: bytes, depth: depth + 1)
    }
    for (source, target) in values.passedThrough {
      nodes.append(
        ONNXNode(type: "Identity", name: node.name, inputs: [source], outputs: [target]))
    }
  }

  /// Which value of the graph each value of a function's body is, in one call.
  private struct Values {
    private let body: FunctionBody
    private let call: String
    private var numbers: [Int?]
    /// Whether a value is an operand that the call leaves out.
    private var isLeftOut: [Bool]
    /// Operands that are results too.
    private(set) var passedThrough: [(source: Int, target: Int)] = []

    init(of body: FunctionBody, for node: ONNXNode) {
      self.body = body
      call = node.name
      numbers = Array(repeating: nil, count: body.names.count)
      isLeftOut = Array(repeating: false, count: body.names.count)
      for (index, input) in body.inputs.enumerated() {
        guard let input else { continue }
        numbers[input] = node.inputs.indices.contains(index) ? node.inputs[index] : nil
        isLeftOut[input] = numbers[input] == nil
      }
      for (output, target) in zip(body.outputs, node.outputs) {
        guard let output, let target else { continue }
        if let source = numbers[output] {
          passedThrough.append((source, target))
        } else {
          numbers[output] = target
        }
      }
    }

    /// The number of a value in the graph; a new one at its first mention, `nil` if it is left out.
    mutating func number(of value: Int, _ names: inout ValueNames, _ cost: inout Int) -> Int? {
      if let number = numbers[value] { return number }
      guard !isLeftOut[value] else { return nil }
      var name = "\(call)/\(body.names[value])"
      while names.known(name) != nil { name += "'" }
      cost += name.utf8.count
      numbers[value] = names.number(of: name)
      return numbers[value]
    }
  }
}
