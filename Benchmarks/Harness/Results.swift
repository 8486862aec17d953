/// Everything that one run of the benchmark has measured.
struct Results: Codable {
  let commit: String
  let machine: MachineSpeed
  let streaming: StreamingResult
  let networks: [NetworkResult]
  let batches: [BatchResult]
  let scaling: [ScalingResult]
  let sweep: SweepResult?
}

/// One network, from its file to all of its parameters.
struct NetworkResult: Codable {
  let name: String
  let nodes: Int
  let parameters: Int
  /// Seconds of each stage alone.
  let read: Double
  let graph: Double
  let gnn: Double
  let decode: Double
  let write: Double
  /// Seconds from the file to all tensors in memory, measured as a whole.
  let total: Double
  let floor: Double
  let published: Double
}

/// Several networks at once, as far as their nodes' states.
struct BatchResult: Codable {
  let name: String
  let nodes: Int
  let virtualEdges: Int
  let graph: Double
  let gnn: Double
  let floor: Double
  let published: Double?
}

/// A chain of residual blocks of growing length.
struct ScalingResult: Codable {
  let nodes: Int
  /// One-hop and virtual edges.
  let edges: Int
  /// Seconds for distances and GNN.
  let seconds: Double
  var nanosecondsPerItem: Double { seconds * 1e9 / Double(nodes + edges) }
}

/// A network of more than 10⁹ parameters, predicted straight into a file.
struct StreamingResult: Codable {
  let parameters: Int
  let seconds: Double
  /// What the process had at most, less what it had before, in bytes.
  let addedMemory: Int
}

/// Reading many ONNX files and building their graphs.
struct SweepResult: Codable {
  let files: Int
  let nodes: Int
  let seconds: Double
}
