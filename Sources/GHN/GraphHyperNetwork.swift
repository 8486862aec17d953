public import ArchDAG
public import Autograd
public import Layers
public import Tensors

/// A network that predicts the parameters of other networks from their graphs.
///
/// It is a plain value; predictions may run in any number of tasks at once, and each does the same
/// whatever runs beside it.
///
/// ```swift
/// let ghn = try GraphHyperNetwork(configuration, from: tensors)
/// let prediction = try ghn.predictParameters(for: graph)
/// print(prediction.parameters["conv1.weight"]?.shape ?? "none")
/// ```
///
/// Source: GHN-1 (arXiv:1810.05749), GHN-2 (arXiv:2110.13100).
public struct GraphHyperNetwork: Layer {
  /// What this network is like, beside its weights.
  public internal(set) var configuration: GHNConfiguration
  /// What makes the first embeddings of nodes.
  public let encoder: NodeEncoder

  let propagation: NodePropagation
  let embeddingNorm: LayerNorm?
  private let conditioning: DataConditioning?
  /// What the data look like that predictions are made for; `nil` where the network is told of none.
  public internal(set) var summary: DataSummary?
  package let blockDecoder: BlockDecoder

  /// Takes the network from the tensors of a checkpoint.
  ///
  /// - Throws: `ParameterError`.
  public init(
    _ configuration: GHNConfiguration, from tensors: NamedTensors
  ) throws(ParameterError) {
    var source = StoredParameters(tensors)
    try self.init(&source, configuration)
  }

  /// Draws the parameters of a network that is to be trained.
  public init<Generator: RandomNumberGenerator>(
    _ configuration: GHNConfiguration, using generator: inout Generator
  ) {
    var source = DrawnParameters(using: generator)
    self.init(&source, configuration)
    generator = source.generator
  }

  /// Makes the network of the parameters that a source has.
  ///
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    self.configuration = configuration
    encoder = try NodeEncoder(&source, configuration)
    propagation = try NodePropagation(&source, configuration)
    embeddingNorm =
      configuration.normalizesEmbeddings
      ? try LayerNorm(&source, named: "ln", width: configuration.hiddenWidth) : nil
    blockDecoder = try BlockDecoder(&source, configuration)
    summary = configuration.summaries.first
    conditioning =
      summary == nil
      ? nil
      : try DataConditioning(
        &source, classCount: configuration.classCount, width: configuration.hiddenWidth)
  }

  public var parameters: [Parameter] {
    (embeddingNorm?.parameters ?? []) + encoder.parameters + propagation.parameters
      + blockDecoder.parameters + (conditioning?.parameters ?? [])
  }

  /// The embeddings of a graph's nodes, from which parameters are decoded: (nodes, hidden).
  ///
  /// They do not depend on the number of threads.
  public func embeddings(for graph: ArchitectureGraph) -> Tensor {
    embeddings(of: [graph]).value
  }

  /// The embeddings of several graphs' nodes, each (nodes, hidden).
  ///
  /// The graphs do not affect each other; together they take fewer and larger steps. Nor does the
  /// number of threads change anything.
  public func embeddings(for graphs: [ArchitectureGraph]) -> [Tensor] {
    let embeddings = self.embeddings(of: graphs)
    var first = 0
    return graphs.map { graph in
      defer { first += graph.nodes.count }
      return embeddings.rows(first..<first + graph.nodes.count).value
    }
  }

  /// The embeddings of all graphs' nodes, as a variable: what training differentiates.
  ///
  /// - Parameters:
  ///   - graphs: the graphs.
  ///   - tape: the tape that the embeddings shall stand on.
  ///   - signs: how the signs of eigenvectors are chosen, where the first embeddings have any.
  ///   - context: what else is known of each node, added to its first embedding (nodes, hidden); `nil`
  ///     for nothing.
  /// - Returns: (nodes, hidden), one graph's nodes after another's.
  public func embeddings(
    of graphs: [ArchitectureGraph], on tape: Tape? = nil,
    signs: LaplacianEncoding.Signs = .canonical, context: Variable? = nil
  ) -> Variable {
    let encoded = encoder(graphs, signs: signs, on: tape)
    let propagated = propagation(context.map { encoded + $0 } ?? encoded, over: graphs)
    let embeddings = embeddingNorm?(propagated) ?? propagated
    guard let conditioning, let summary else { return embeddings }
    return conditioning(embeddings, on: summary, tape: tape)
  }
}
