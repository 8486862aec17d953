/// Where the parts of an operator that a file defines itself lie.
///
/// Source: ONNX, `onnx.proto`, message `FunctionProto`.
struct FunctionLayout {
  /// The operator's name, with its domain as ``ONNXNode/type`` has it.
  private(set) var type = ""
  private(set) var inputs: [String] = []
  private(set) var outputs: [String] = []
  private(set) var nodes: [Range<Int>] = []
  /// Attributes that have a value where a call gives none.
  private(set) var defaults: [Range<Int>] = []

  /// Walks the function in `range`.
  ///
  /// - Throws: ``ArchitectureError``.
  init(_ range: Range<Int>, in bytes: RawSpan) throws(ArchitectureError) {
    var (name, domain) = ("", "")
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: name = try bytes.text(field.message())
      case 4: inputs.append(try bytes.text(field.message()))
      case 5: outputs.append(try bytes.text(field.message()))
      case 7: nodes.append(try field.message())
      case 10: domain = try bytes.text(field.message())
      case 11: defaults.append(try field.message())
      default: break
      }
    }
    type = domain.isEmpty || domain == "ai.onnx" ? name : "\(domain)::\(name)"
  }
}

/// The body of such an operator, its values numbered among themselves.
struct FunctionBody {
  let names: ValueNames
  let inputs: [Int?]
  let outputs: [Int?]
  let nodes: [ONNXNode]
  /// Per node, the attributes whose values are those of the call's attributes of other names.
  let references: [[(name: String, source: String)]]
  /// What an attribute of a call is where the call does not say.
  let defaults: [ONNXNode.Attribute]

  /// Reads the body of a function.
  ///
  /// - Throws: ``ArchitectureError``.
  init(_ layout: FunctionLayout, in bytes: RawSpan) throws(ArchitectureError) {
    var reader = NodeReader(names: ValueNames())
    inputs = layout.inputs.map { reader.names.number(of: $0) }
    outputs = layout.outputs.map { reader.names.number(of: $0) }
    var nodes: [ONNXNode] = []
    var references: [Int: [(name: String, source: String)]] = [:]
    var flow = ControlFlow(constants: [:])
    for (index, range) in layout.nodes.enumerated() {
      let node = try reader.node(range, in: bytes, index: index)
      let found = try Self.references(of: range, in: bytes)
      if !found.isEmpty, case let result?? = node.outputs.first { references[result] = found }
      // What else is folded depends on the version of the operator set.
      let folding =
        node.effect == .plumbing(.holds) || node.effect.isCopy ? node.known?.folding : nil
      try flow.add(node, folding: folding ?? .none, at: range, &reader.names, in: bytes)
    }
    for (number, record) in flow.initializers {
      nodes.append(
        .holding(try Literal(record, in: bytes), name: record.name, result: number))
    }
    nodes += flow.nodes
    self.nodes = nodes
    self.references = nodes.map { node in
      (node.outputs.first ?? nil).flatMap { references[$0] } ?? []
    }
    var defaults: [ONNXNode.Attribute] = []
    for range in layout.defaults { defaults.append(try reader.attribute(range, in: bytes)) }
    self.defaults = defaults
    names = reader.names
  }

  /// The attributes of a node that name an attribute of the function: `ref_attr_name`.
  static func references(
    of node: Range<Int>, in bytes: RawSpan
  ) throws(ArchitectureError) -> [(name: String, source: String)] {
    var references: [(name: String, source: String)] = []
    var cursor = WireCursor(node)
    while let field = try cursor.next(in: bytes) {
      guard field.number == 5 else { continue }
      var (name, source) = ("", "")
      var attribute = WireCursor(try field.message())
      while let part = try attribute.next(in: bytes) {
        switch part.number {
        case 1: name = try bytes.text(part.message())
        case 21: source = try bytes.text(part.message())
        default: break
        }
      }
      if !source.isEmpty { references.append((name, source)) }
    }
    return references
  }
}
