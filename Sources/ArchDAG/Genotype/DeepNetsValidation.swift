extension DeepNetsNetwork {
  /// Refuses descriptions that no network can follow, and sizes beyond any sensible network.
  ///
  /// - Throws: ``ArchitectureError``, which names the argument as it stands in JSON.
  func validate() throws(ArchitectureError) {
    try Bounds.check(cellCount, in: 1...1000, "n_cells")
    try Bounds.check(channels, in: 1...65_536, "C")
    try Bounds.check(channelMultiplier, in: 1...64, "C_mult")
    try Bounds.check(classCount, in: 1...1_000_000, "num_classes")
    try Bounds.check(headLayers, in: 1...64, "fc_layers")
    try Bounds.check(headWidth, in: 1...1_000_000, "fc_dim")
    try Bounds.check(stemKernel, in: 1...63, "ks")
    try input.validate()
    guard stemKernel % 2 == 1 else {
      throw .malformed(location: "ks", expected: "an odd window", found: "\(stemKernel)")
    }
    guard stem == .single || channels > 1 || genotype.isTransformer else {
      throw .malformed(location: "C", expected: "2 channels for a stem of type 1", found: "1")
    }
    try genotype.normal.validate(as: "normal")
    try genotype.reduction.validate(as: "reduce")
    let edgeCount = cellCount * max(genotype.normal.edges.count, genotype.reduction.edges.count)
    guard edgeCount <= 20_000 else {
      throw .tooLarge(location: "n_cells", limit: "20000 operations", found: "\(edgeCount)")
    }
  }
}

extension Genotype.Cell {
  /// Refuses cells whose edges or concatenation read states that do not exist.
  fileprivate func validate(as name: String) throws(ArchitectureError) {
    guard !edges.isEmpty && edges.count % 2 == 0 else {
      throw .malformed(
        location: name, expected: "two operations for each sum", found: "\(edges.count) operations")
    }
    for (index, edge) in edges.enumerated() {
      let states = 2 + index / 2
      guard (0..<states).contains(edge.state) else {
        throw .malformed(
          location: "\(name)[\(index)]", expected: "a state from 0 to \(states - 1)",
          found: "\(edge.state)")
      }
    }
    guard !concatenation.isEmpty else {
      throw .malformed(
        location: "\(name)_concat", expected: "the states that make the output", found: "none")
    }
    for (index, state) in concatenation.enumerated() {
      guard (0..<2 + sumCount).contains(state) else {
        throw .malformed(
          location: "\(name)_concat[\(index)]", expected: "a state from 0 to \(1 + sumCount)",
          found: "\(state)")
      }
    }
    guard Set(concatenation).count == concatenation.count else {
      throw .malformed(
        location: "\(name)_concat", expected: "states that differ", found: "\(concatenation)")
    }
  }
}
