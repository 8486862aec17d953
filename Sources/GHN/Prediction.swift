public import ArchDAG
public import Tensors

/// What a graph hypernetwork answers for one architecture.
public struct Prediction: Sendable {
  /// Every trainable parameter by its own name: those that are predicted, and the initial values of
  /// those that are not.
  public let parameters: NamedTensors

  /// The parameters that were not predicted, with the reason.
  public let unpredicted: [UnpredictedParameter]

  /// The embeddings of the graph's nodes, from which the parameters were decoded: (nodes, hidden).
  public let embeddings: Tensor
}
