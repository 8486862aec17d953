import GatedGNN

/// The operations of a candidate and who reads whose results: what an encoder sees of it.
///
/// Node 0 is the input, the last node the output; operations that are on no way from one to the other
/// are left out. Nodes stand in topological order. An edge that stands twice carries its result twice.
struct OperationGraph: Hashable, Sendable {
  /// The operations that graphs of a kind may have.
  struct Vocabulary: Hashable, Sendable {
    /// What is made of them, for errors.
    let name: String
    /// What each operation does to what flows through it; the first two are input and output.
    let effects: [Effect]

    /// A vocabulary of these operations, beside input and output.
    init(_ name: String, _ effects: [Effect]) {
      self.name = name
      self.effects = [.passes, .passes] + effects
    }
  }

  /// What an operation does to what flows through it.
  enum Effect: Hashable, Sendable {
    /// It hands on the sum of what it reads.
    case passes
    /// It averages, without weights.
    case averages
    /// It has weights, and an activation.
    case transforms
  }

  /// The numbers of the operations that every graph has.
  static let (input, output, firstOperation) = (0, 1, 2)

  let vocabulary: Vocabulary
  /// The operation of each node, as a number in the vocabulary.
  let operations: [Int]
  /// Who reads whom.
  let edges: [MessageGraph.Edge]

  /// Makes a graph, and leaves out what lies on no way from the input to the output.
  ///
  /// - Precondition: the first operation is the input and the last one the output, and edges lead from
  ///   lower to higher indices.
  init(_ vocabulary: Vocabulary, operations: [Int], edges: [MessageGraph.Edge]) {
    precondition(
      operations.first == Self.input && operations.last == Self.output,
      "operations \(operations) without input and output")
    let last = operations.count - 1
    var isReached = operations.indices.map { $0 == 0 }
    for edge in edges.sorted(by: { $0.target < $1.target }) where isReached[edge.source] {
      isReached[edge.target] = true
    }
    var isRead = operations.indices.map { $0 == last }
    for edge in edges.sorted(by: { $0.source > $1.source }) where isRead[edge.target] {
      isRead[edge.source] = true
    }
    var indices: [Int?] = []
    var kept: [Int] = []
    for (node, operation) in operations.enumerated() {
      let isKept = node == 0 || node == last || isReached[node] && isRead[node]
      indices.append(isKept ? kept.count : nil)
      if isKept { kept.append(operation) }
    }
    self.vocabulary = vocabulary
    self.operations = kept
    self.edges = edges.compactMap { edge in
      guard let source = indices[edge.source], let target = indices[edge.target],
        isReached[edge.source], isRead[edge.target]
      else { return nil }
      return MessageGraph.Edge(source: source, target: target)
    }
  }

  /// The graph along which an encoder sends messages.
  var messages: MessageGraph { MessageGraph(nodeCount: operations.count, edges: edges) }
}
