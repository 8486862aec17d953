/// A `Loop` of which the file tells how often it goes round.
///
/// Its graph takes the number of the round, a condition, and what the round before it answered; it
/// answers whether to go on, what the next round takes, and what is collected.
///
/// Source: ONNX operator `Loop`, opsets 1 to 21.
struct CountedLoop {
  let node: ONNXNode
  let body: SubgraphBody
  /// How often it goes round.
  let count: Int
  /// What the first round takes.
  let initial: [Int?]
  /// How many results hold something of each round.
  let collectedCount: Int
  /// About how many bytes it takes to write all rounds out.
  let cost: Int

  /// Reads a loop; `nil` where only a run tells how often it goes round, or that is too often to be
  /// counted.
  ///
  /// - Parameters:
  ///   - node: a `Loop`.
  ///   - subgraphs: the graphs that it holds.
  ///   - constant: what is known of a value of the surrounding graph.
  ///   - names: the values of the surrounding graph.
  ///   - bytes: the file's bytes.
  /// - Throws: ``ArchitectureError``.
  init?(
    _ node: ONNXNode, _ subgraphs: Subgraphs, constant: (Int) -> Literal?, _ names: ValueNames,
    in bytes: RawSpan
  ) throws(ArchitectureError) {
    guard node.inputs.count >= 2, let trips = node.inputs[0],
      let trips = constant(trips)?.integers, trips.count == 1, trips[0] >= 0
    else { return nil }
    var count = trips[0]
    if let condition = node.inputs[1] {
      guard let truth = constant(condition)?.integers, truth.count == 1 else { return nil }
      if truth[0] == 0 { count = 0 }
    }
    guard subgraphs.graphs.count == 1, subgraphs.graphs[0].name == "body" else { return nil }
    let body = try SubgraphBody(subgraphs.graphs[0].range, in: bytes)
    let carriedCount = node.inputs.count - 2
    let collectedCount = body.outputs.count - 1 - carriedCount
    guard body.isPlain, body.inputs.count == node.inputs.count, collectedCount >= 0,
      node.outputs.count <= carriedCount + collectedCount,
      // Of no round nothing is collected, not even extents.
      count > 0 || node.outputs.count <= carriedCount,
      body.isTrue(
        body.outputs[0], given: body.inputs[1],
        outer: { name in names.known(name).flatMap(constant) })
    else { return nil }
    // A round has a number of its own, and a name of at most 32 digits in front.
    let (cost, overflow) = (body.cost(ofPrefix: node.name.utf8.count + 32) + 1024)
      .multipliedReportingOverflow(by: count)
    guard !overflow else { return nil }
    (self.node, self.body, self.count, self.cost) = (node, body, count, cost)
    (initial, self.collectedCount) = (Array(node.inputs.dropFirst(2)), collectedCount)
  }
}
