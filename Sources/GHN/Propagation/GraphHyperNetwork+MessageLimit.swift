public import ArchDAG

extension GraphHyperNetwork {
  /// How many pairs of nodes may exchange messages: more than any network calls for, and a few
  /// gigabytes.
  static let messageLimit = 1 << 26

  /// Refuses a graph whose messages would take more memory than a machine should be asked for.
  ///
  /// Predictions begin with it. Graphs of up to 8,192 nodes always pass.
  ///
  /// - Throws: ``DecodingError/tooManyMessages(nodes:limit:)``, or
  ///   ``DecodingError/tooManyPositions(nodes:limit:)`` if the nodes' positions are to be encoded.
  public func checkMessages(of graph: ArchitectureGraph) throws(DecodingError) {
    let count = graph.nodes.count
    let fits =
      switch configuration.propagation {
      case .nodewise: true
      case .gated:
        graph.joinsAtMost(Self.messageLimit, pairsWithin: configuration.virtualEdgeCutoff)
      case .graphormer: count <= Self.messageLimit / max(1, count)
      }
    guard fits else { throw .tooManyMessages(nodes: count, limit: Self.messageLimit) }
    guard configuration.eigenvectorCount == 0 || count <= LaplacianEncoding.nodeLimit else {
      throw .tooManyPositions(nodes: count, limit: LaplacianEncoding.nodeLimit)
    }
  }
}
