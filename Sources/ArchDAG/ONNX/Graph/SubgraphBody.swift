/// A graph that a node of control flow holds, its values numbered by names of its own.
struct SubgraphBody {
  private(set) var names: ValueNames
  private(set) var nodes: [ONNXNode] = []
  private(set) var initializers: [(number: Int, record: TensorRecord)] = []
  private(set) var inputs: [Int] = []
  private(set) var outputs: [Int] = []
  private var defined: Set<Int> = []
  /// Whether a node takes an attribute of the function in which the graph stands.
  private(set) var refersToCall = false
  /// The initializers of one number.
  private var constants: [Int: Literal] = [:]

  /// Reads the graph in a range.
  ///
  /// - Throws: ``ArchitectureError``.
  init(_ graph: Range<Int>, in bytes: RawSpan) throws(ArchitectureError) {
    var reader = NodeReader(names: ValueNames())
    var cursor = WireCursor(graph)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1:
        let range = try field.message()
        nodes.append(try reader.node(range, in: bytes, index: nodes.count))
        let references = try FunctionBody.references(of: range, in: bytes)
        refersToCall = refersToCall || !references.isEmpty
      case 5:
        let record = try TensorRecord(field.message(), in: bytes)
        if let number = reader.names.number(of: record.name) {
          initializers.append((number, record))
          defined.insert(number)
          if record.extents.allSatisfy({ $0 == 1 }) {
            constants[number] = try Literal(record, in: bytes)
          }
        }
      case 11:
        let name = try ValueInfo(field.message(), in: bytes).name
        if let number = reader.names.number(of: name) { inputs.append(number) }
      case 12:
        let name = try ValueInfo(field.message(), in: bytes).name
        if let number = reader.names.number(of: name) { outputs.append(number) }
      default: break
      }
    }
    for node in nodes { defined.formUnion(node.outputs.compactMap(\.self)) }
    names = reader.names
  }

  /// Whether the graph itself defines a value.
  func defines(_ value: Int) -> Bool { defined.contains(value) }

  /// Whether the graph can be written out: no node of it holds graphs in its turn, or takes an attribute
  /// of a function.
  var isPlain: Bool { !refersToCall && !nodes.contains(where: \.holdsGraphs) }

  /// Whether the graph answers what it is given.
  var isTrivial: Bool { nodes.allSatisfy(\.handsOn) }

  /// About how many bytes the nodes and the names of their values take, where each name has so many bytes
  /// in front.
  func cost(ofPrefix length: Int) -> Int {
    let nodeCost = nodes.reduce(0) {
      $0 + $1.name.utf8.count + length + 64 * (1 + $1.inputs.count + $1.outputs.count)
    }
    return names.names.reduce(nodeCost) { $0 + $1.utf8.count + length }
  }

  /// Whether a value is true whenever the graph runs, where an input of it is: copies of that input, and
  /// constants.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - input: the input that is true.
  ///   - outer: what is known of a value of the surrounding graph.
  /// - Returns: `false` also where only a run tells it.
  func isTrue(_ value: Int, given input: Int, outer: (String) -> Literal?) -> Bool {
    var producers: [Int: ONNXNode] = [:]
    for node in nodes {
      for case let output? in node.outputs { producers[output] = node }
    }
    var value = value
    for _ in 0...nodes.count {
      if value == input { return true }
      if let constant = constants[value] { return constant.isTrue }
      guard let node = producers[value] else {
        return !inputs.contains(value) && outer(names[value])?.isTrue ?? false
      }
      if let literal = node.heldLiteral { return literal.isTrue }
      guard node.effect.isCopy, case let source?? = node.inputs.first else { return false }
      value = source
    }
    return false
  }
}

/// Which value of the surrounding graph each value of a graph that is written out is.
struct BodyValues {
  private var numbers: [Int?]
  /// Whether the arrays of the graph have been added to those of the surrounding one.
  private(set) var holdsInitializers = false

  init(of body: SubgraphBody) {
    numbers = Array(repeating: nil, count: body.names.count)
  }

  subscript(value: Int) -> Int? {
    get { numbers[value] }
    set { numbers[value] = newValue }
  }

  /// The same arrays, where another copy of the graph has added them.
  func sharingInitializers(of body: SubgraphBody) -> BodyValues {
    var shared = BodyValues(of: body)
    for (value, _) in body.initializers { shared[value] = self[value] }
    shared.holdsInitializers = true
    return shared
  }
}

extension Literal {
  /// Whether it is one truth value, and that is true.
  fileprivate var isTrue: Bool { integers.map { $0.count == 1 && $0[0] != 0 } ?? false }
}
