/// The nodes without operands that flow whose operator nobody knows, such as `RandomNormal`: what they answer
/// is a constant of unknown numbers, so that no operation of the network bears their name.
struct UnknownSources {
  private var nodes: [Architecture.UnknownSource] = []
  /// By a value's number, the indices of the nodes that have a part in it.
  private var sources: [Int: Set<Int>] = [:]
  private var read: Set<Int> = []

  /// Whether no such node was met.
  var isEmpty: Bool { nodes.isEmpty }

  /// More nodes of unknown constants are not told apart.
  private static let limit = 256

  /// Notes a node whose operator is not known, and what it answers.
  ///
  /// - Parameters:
  ///   - node: the node, all of whose operands are constants.
  ///   - type: what to call its operator.
  mutating func note(_ node: ONNXNode, type: String) {
    guard nodes.count < Self.limit else { return }
    for case let result? in node.outputs { sources[result, default: []].insert(nodes.count) }
    nodes.append(Architecture.UnknownSource(type: type, node: node.name))
  }

  /// Notes that a node reads what such nodes answer.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - isConstant: whether its results are constants, too.
  mutating func follow(_ node: ONNXNode, isConstant: Bool) {
    var found: Set<Int> = []
    for case let operand? in node.inputs { found.formUnion(sources[operand] ?? []) }
    guard !found.isEmpty else { return }
    guard isConstant else { return read.formUnion(found) }
    for case let result? in node.outputs { sources[result, default: []].formUnion(found) }
  }

  /// The nodes of which something flows on, in the order of the file.
  var reaching: [Architecture.UnknownSource] { read.sorted().map { nodes[$0] } }
}
