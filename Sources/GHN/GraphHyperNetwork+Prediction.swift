public import ArchDAG
import Autograd
import Concurrency
import Kernels
import Layers
package import Tensors

extension GraphHyperNetwork {
  /// How many numbers the hypernetwork itself consists of.
  public var weightCount: Int { namedTensors.scalarCount }

  /// Checks a network, reduces it to its graph and plans its prediction; computes no number yet.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - options: what is asked of the prediction.
  /// - Returns: a value that answers counts, parameters in memory or piece by piece, and variables;
  ///   parameters in the order of the network's file.
  /// - Throws: ``DecodingError``.
  public func prepare(
    _ architecture: Architecture, options: PredictionOptions = PredictionOptions()
  ) throws(DecodingError) -> PreparedPrediction {
    try PreparedPrediction(
      self, ArchitectureGraph(architecture), names: architecture.parameters.map(\.name),
      options: options)
  }

  /// Checks a graph and plans the prediction of its parameters; computes no number yet.
  ///
  /// - Parameters:
  ///   - graph: the graph of the network.
  ///   - options: what is asked of the prediction.
  /// - Returns: a value that answers parameters in the order of the graph's nodes, and then those
  ///   that stay unpredicted.
  /// - Throws: ``DecodingError``.
  public func prepare(
    _ graph: ArchitectureGraph, options: PredictionOptions = PredictionOptions()
  ) throws(DecodingError) -> PreparedPrediction {
    try PreparedPrediction(self, graph, names: nil, options: options)
  }

  /// All parameters of a network, predicted or initialized, in the order of its file.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - classLayer: whether the class layer is predicted too.
  ///   - seed: what random numbers follow from, where parameters stay unpredicted.
  /// - Returns: a tensor for every trainable parameter.
  /// - Throws: ``DecodingError``.
  public func predictParameters(
    for architecture: Architecture, classLayer: DecodePlan.ClassLayer = .predicted,
    seed: UInt64 = 0
  ) throws(DecodingError) -> Prediction {
    try prepare(architecture, options: PredictionOptions(classLayer: classLayer, seed: seed))
      .prediction()
  }

  /// All parameters of a graph, predicted or initialized: first those of its nodes, in their order.
  ///
  /// - Parameters:
  ///   - graph: the graph of the network.
  ///   - classLayer: whether the class layer is predicted too.
  ///   - seed: what random numbers follow from, where parameters stay unpredicted.
  /// - Returns: a tensor for every trainable parameter.
  /// - Throws: ``DecodingError``.
  public func predictParameters(
    for graph: ArchitectureGraph, classLayer: DecodePlan.ClassLayer = .predicted,
    seed: UInt64 = 0
  ) throws(DecodingError) -> Prediction {
    try prepare(graph, options: PredictionOptions(classLayer: classLayer, seed: seed))
      .prediction()
  }

  /// All parameters of a plan, in memory.
  ///
  /// The tensors share memory, which is freed with the last of them: to keep a small one for long,
  /// keep a copy of its scalars.
  ///
  /// - Parameters:
  ///   - plan: the plan of the graph's parameters.
  ///   - embeddings: the embeddings of the graph's nodes (nodes, hidden).
  /// - Returns: the plan's items in their order, then the initial values of what is unpredicted.
  package func parameters(
    of plan: DecodePlan, from embeddings: Tensor
  ) -> NamedTensors {
    var tensors = NamedTensors()
    forEachChunk(of: plan, from: embeddings) { chunk in
      let filled = filledTensors(shapes: chunk.map(\.shape)) {
        chunk[$0].write($1, into: &$2)
      }
      for (parameter, tensor) in zip(chunk, filled) { tensors[parameter.name] = tensor }
    }
    return tensors
  }

  /// Calls `receive` with pieces of all parameters of a plan, without ever holding them all.
  ///
  /// Whatever the network's size, memory holds no more than some blocks and one piece for each
  /// thread.
  ///
  /// - Parameters:
  ///   - plan: the plan of the graph's parameters.
  ///   - embeddings: the embeddings of the graph's nodes (nodes, hidden).
  ///   - receive: takes consecutive scalars of the parameter `name`, of which `offset` stand before
  ///     them. The calls come in any order, and from all threads at the same time.
  /// - Throws: what `receive` throws.
  package func stream<Failure: Error>(
    _ plan: DecodePlan, from embeddings: Tensor,
    to receive:
      @Sendable (_ scalars: Span<Float>, _ name: String, _ offset: Int) throws(Failure)
      -> Void
  ) throws(Failure) {
    try forEachChunk(of: plan, from: embeddings) { (chunk) throws(Failure) in
      let pieces = chunk.enumerated().flatMap { index, parameter in
        parameter.pieces(maximumScalars: 1 << 22).map { (index, $0) }
      }
      _ = try concurrentMap(count: pieces.count) { (piece) throws(Failure) in
        let (index, range) = pieces[piece]
        let parameter = chunk[index]
        try parameter.forEachChunk(of: range, maximumScalars: 1 << 18) {
          (scalars, offset) throws(Failure) in
          try receive(scalars, parameter.name, offset)
        }
      }
    }
  }

  /// Calls `body` with all parameters of a plan in order, a bounded number of blocks at a time.
  private func forEachChunk<Failure: Error>(
    of plan: DecodePlan, from embeddings: Tensor,
    _ body: ([any ParameterStream]) throws(Failure) -> Void
  ) throws(Failure) {
    for chunk in plan.chunks(maximumScalars: BlockDecoder.scalarsAtOnce(configuration)) {
      try body(decodedParameters(chunk, of: plan, from: embeddings))
    }
    try body(plan.initialized.map { InitializedParameter($0, seed: plan.seed) })
  }
}

extension ParameterStream {
  /// The ranges of at most `maximumScalars` that the tensor's scalars are cut into.
  fileprivate func pieces(maximumScalars: Int) -> [Range<Int>] {
    stride(from: 0, to: shape.count, by: maximumScalars).map {
      $0..<min($0 + maximumScalars, shape.count)
    }
  }
}
