extension NASBench201Cell {
  /// The six operations of the cell as NASLib counts them, from which ``init(indices:)`` reads it.
  public var indices: [Int] {
    let operations: [EdgeOperation] = [
      .skipConnection, .none, .convolution3, .convolution1, .averagePool3,
    ]
    let edges = [(1, 0), (2, 0), (3, 0), (2, 1), (3, 1), (3, 2)]
    return edges.map { operations.firstIndex(of: nodes[$0.0 - 1][$0.1]) ?? 0 }
  }
}
