/// Tells the inputs that are weights from those that a caller feeds.
///
/// A file that was exported without its weights lists them among the graph's inputs. An input
/// without an initializer is
/// 1. fed by the caller, if its numbers are not real or an extent may vary;
/// 2. a weight, if it stands where operators have their weights, such as operand 1 of `Conv`, or
///    transposed on the right of a matrix product, or as a table from which an input of whole
///    numbers picks rows; what only moves its elements on the way there is looked through;
/// 3. fed by the caller, if it stands where operators have their data, such as operand 0 of `Conv`,
///    or if any initializer stands where operators have their weights: the file then carries its
///    weights, but for those of rule 2;
/// 4. otherwise a weight, such as a class token or a position table, if any input is one by rule 2
///    and an input fed by the caller stands before it, with another first extent or extent 1.
///
/// Whole numbers behind the first weight, such as the index table of relative positions, and real
/// numbers without an axis, such as what a mask fills in, are a buffer of the network: a constant
/// whose numbers the file does not carry.
struct ParameterInputs {
  private let graph: ONNXGraph
  private var hasInitializer: [Bool]
  private var standsAsWeight: [Bool]
  private var standsAsData: [Bool]
  /// Whether a value is an input of whole numbers.
  private var isIndex: [Bool]
  /// The operand of each `Transpose`, by its result: `MatMul` reads the weight of a linear layer
  /// so.
  private var transposed: [Int?]
  /// The value of which each is a view; itself where it is none of another.
  private var roots: [Int]

  /// What an input of the graph is.
  enum Role {
    case fed, weight, table
  }

  /// The role of each input without an initializer, by its number; `fed` where there is none.
  static func roles(in graph: ONNXGraph) -> [Int: Role] {
    ParameterInputs(graph).roles()
  }

  private init(_ graph: ONNXGraph) {
    self.graph = graph
    hasInitializer = Array(repeating: false, count: graph.names.count)
    standsAsWeight = hasInitializer
    standsAsData = hasInitializer
    isIndex = hasInitializer
    transposed = Array(repeating: nil, count: graph.names.count)
    roots = Array(0..<graph.names.count)
    for (number, info) in graph.inputs {
      if case .integer = info.type { isIndex[number] = true }
    }
    for (number, _) in graph.initializers { hasInitializer[number] = true }
    for node in graph.nodes.indices { notePlaces(of: graph.nodes[node]) }
  }

  private mutating func notePlaces(of node: ONNXNode) {
    if node.movesElements, case let source?? = node.inputs.first,
      case let result?? = node.outputs.first
    {
      roots[result] = roots[source]
      if node.type == "Transpose" { transposed[result] = source }
    }
    if node.type == "MatMul", node.inputs.count == 2, let right = node.inputs[1],
      let matrix = transposed[right]
    {
      standsAsWeight[matrix] = true
    }
    if node.type == "Gather", node.integer("axis") ?? 0 == 0, node.inputs.count == 2,
      let table = node.inputs[0], let rows = node.inputs[1], isIndex[rows]
    {
      standsAsWeight[table] = true
    }
    guard let weights = node.known?.weights else { return }
    // Of a product with a weight of the file on the left, the right side is data.
    let isLearnedLeft = node.type == "Gemm" && isHeld(node, 0) && !isHeld(node, 1)
    for place in node.inputs.indices where !(isLearnedLeft && place < 2) {
      guard let number = node.inputs[place].map({ roots[$0] }) else { continue }
      if weights.contains(place) { standsAsWeight[number] = true }
      if place == 0 && !weights.contains(0) { standsAsData[number] = true }
    }
  }

  private func isHeld(_ node: ONNXNode, _ place: Int) -> Bool {
    guard node.inputs.indices.contains(place), let number = node.inputs[place] else { return false }
    return hasInitializer[roots[number]]
  }

  private func roles() -> [Int: Role] {
    let carriesWeights = graph.initializers.contains { standsAsWeight[$0.number] }
    let candidates = graph.inputs.filter { !hasInitializer[$0.number] }
    guard candidates.contains(where: { isWeight($0) }) else { return [:] }
    var roles: [Int: Role] = [:]
    var fed: (number: Int, info: ValueInfo)?
    var hasWeight = false
    for candidate in candidates {
      if isWeight(candidate) {
        roles[candidate.number] = .weight
        hasWeight = true
      } else if carriesWeights {
        continue
      } else if hasWeight && isTable(candidate.info) {
        roles[candidate.number] = .table
      } else if let fed, isSound(candidate.info), !standsAsData[candidate.number] {
        let batch = fed.info.extents?.first ?? nil
        let first = candidate.info.extents?.first ?? nil
        if candidate.info.extents?.isEmpty ?? false {
          roles[candidate.number] = .table
        } else if first != batch || first == 1 {
          roles[candidate.number] = .weight
        }
      } else {
        fed = fed ?? candidate
      }
    }
    return roles
  }

  private func isWeight(_ input: (number: Int, info: ValueInfo)) -> Bool {
    isSound(input.info) && standsAsWeight[input.number] && !standsAsData[input.number]
  }

  private func isSound(_ info: ValueInfo) -> Bool {
    info.type.isReal && (info.extents?.allSatisfy { $0 != nil } ?? false)
  }

  private func isTable(_ info: ValueInfo) -> Bool {
    guard info.extents?.allSatisfy({ $0 != nil }) ?? false else { return false }
    switch info.type {
    case .integer, .boolean: return true
    case .undefined, .float, .double, .float16, .bfloat16, .other: return false
    }
  }
}
