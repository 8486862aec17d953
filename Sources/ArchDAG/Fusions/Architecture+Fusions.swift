extension Architecture {
  /// The same network with operations that files write in several ways brought to one.
  ///
  /// A product with a learned matrix, and the addition of a learned vector to it, is a linear
  /// layer; what an exporter has written out is one norm or one activation. Whatever file a network
  /// comes from, it is read so, and therefore has one graph.
  ///
  /// - Complexity: linear in the architecture.
  func fused() -> Architecture {
    var rewriting = ArchitectureRewriting(self)
    rewriting.joinLinearLayers()
    rewriting.joinLayerNorms()
    rewriting.joinGroupNorms()
    rewriting.joinActivations()
    return rewriting.architecture
  }
}
