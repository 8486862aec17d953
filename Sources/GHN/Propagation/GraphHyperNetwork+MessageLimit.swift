public import ArchDAG

extension GraphHyperNetwork {
  /// How many pairs of nodes may exchange messages: more than any network calls for, and a few
  /// gigabytes.
  static let messageLimit = 1 << 26

  /// Refuses a graph whose messages would take more memory than a machine should be asked for.
  ///
  /// Predictions begin with it. Graphs of up to 8,192 nodes pass at once.
  ///
  /// - Throws: ``DecodingError/tooManyMessages(nodes:limit:)``.
  public func checkMessages(of graph: ArchitectureGraph) throws(DecodingError) {
    guard configuration.propagation == .gated, configuration.hasVirtualEdges,
      !graph.joinsAtMost(Self.messageLimit, pairsWithin: configuration.virtualEdgeCutoff)
    else { return }
    throw .tooManyMessages(nodes: graph.nodes.count, limit: Self.messageLimit)
  }
}
