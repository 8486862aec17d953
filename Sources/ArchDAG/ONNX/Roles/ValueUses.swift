/// How each value of an ONNX graph is used, from which follows which values are parameters
/// (``ONNXValueRoles``).
///
/// All of it is found in one walk through the nodes (``ValueWalk``).
struct ValueUses {
  /// By a value's number.
  let uses: [ValueUse]
  /// The number with which a running mean or variance of a batch norm begins, by its number.
  let initial: [Float?]
  /// The numbers that nodes hold and that may be weights.
  let held: HeldNumbers
  /// The pairs of values that are multiplied, where both are copies of numbers in the file.
  let scaled: [(Int, Int)]
  /// The initializers that are added to another value, views looked through.
  let added: [Int]
  /// By a value's number, its index among the initializers.
  let initializers: [Int?]

  /// Walks through the nodes of a graph, which stand in topological order.
  ///
  /// - Throws: ``ArchitectureError`` where numbers that say a shape cannot be read.
  init(_ graph: ONNXGraph, in bytes: RawSpan) throws(ArchitectureError) {
    var walk = ValueWalk(graph)
    for node in graph.nodes { try walk.note(node, of: graph, in: bytes) }
    walk.noteOutputs(of: graph)
    uses = walk.uses
    initial = walk.initial
    held = walk.held
    scaled = walk.scaled
    added = walk.added
    initializers = walk.initializers
  }
}
