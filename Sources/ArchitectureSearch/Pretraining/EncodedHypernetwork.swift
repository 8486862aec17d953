import ArchDAG
import Autograd
import Evaluation
import GHN
import Layers
import NetworkExecution
import Optimization
import Tensors

/// A hypernetwork that shares an encoder of candidates.
///
/// It is a GHN-1 with normalized embeddings and parameters. Its messages pass through the encoder's gated
/// GNN, whose parameters are those of the hypernetwork by having the same names, and to the first embedding
/// of each node of a network is added a linear map of what the encoder makes of the candidate.
///
/// Parameters: `context.weight` (width, inputs), and those of `GraphHyperNetwork`, `gnn` among them.
struct EncodedHypernetwork: Layer {
  private let ghn: GraphHyperNetwork
  private let context: Linear

  /// What a network and a batch of images say.
  struct Gradient: Sendable {
    /// The mean cross-entropy.
    let loss: Double
    /// The gradient with respect to the candidate's embedding.
    let embedding: [Float]
    /// The gradient with respect to each parameter that took part.
    let parameters: NamedTensors
  }

  /// The name by which the tape knows a candidate's embedding.
  private static let candidate = "candidate"

  /// Makes the hypernetwork.
  ///
  /// - Parameters:
  ///   - source: where parameters come from.
  ///   - width: the length of a node's state.
  ///   - inputs: the length of a candidate's embedding.
  ///   - classCount: for how many classes class layers are predicted.
  /// - Throws: why the source lacks a parameter.
  init<Source: ParameterSource>(
    _ source: inout Source, width: Int, inputs: Int, classCount: Int
  ) throws(Source.Failure) {
    context = try Linear(
      &source, named: "context", inputs: .exactly(inputs), outputs: .exactly(width), bias: .absent)
    var configuration = GHNConfiguration(
      hiddenWidth: width,
      largestBlock: .init(outputs: 32, inputs: 32, height: 3, width: 3), classCount: classCount)
    configuration.virtualEdgeCutoff = 1
    ghn = try GraphHyperNetwork(&source, configuration)
  }

  var parameters: [Parameter] { context.parameters + ghn.parameters }

  /// The cross-entropy of a network with predicted parameters, and its gradient.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - embedding: what the encoder makes of it: (inputs).
  ///   - images: (N, C, H, W).
  ///   - labels: N classes.
  /// - Returns: the gradient; `nil` where it is not finite.
  /// - Throws: ``SearchError`` where the network's parameters cannot be predicted, or it cannot be run.
  func gradient(
    of network: Architecture, embedding: [Float], images: Tensor, labels: [Int]
  ) throws(SearchError) -> Gradient? {
    let prepared = try network.preparing { () throws(EvaluationError) in
      try PreparedNetwork(network, for: ghn)
    }
    let tape = Tape()
    let row = tape.watch(
      Tensor(shape: [1, embedding.count], scalars: embedding), named: Self.candidate)
    let everywhere = [Int](repeating: 0, count: prepared.prediction.graph.nodes.count)
    let parameters = prepared.prediction.variables(
      on: tape, context: context(row).rows(at: everywhere))
    let logits = try network.running { () throws(ExecutionError) in
      try prepared.executable([images], parameters: parameters.byName, statistics: .batch)
        .logits(batch: labels.count, classes: (labels.max() ?? 0) + 1)
    }
    let loss = logits.crossEntropy(labels: labels)
    let value = Double(loss.value.scalars[0])
    let gradients = tape.gradients(of: loss)
    guard value.isFinite, gradients.norm.isFinite else { return nil }
    var found = NamedTensors()
    for (name, gradient) in gradients where name != Self.candidate { found[name] = gradient }
    return Gradient(
      loss: value, embedding: gradients[Self.candidate]?.scalars ?? [], parameters: found)
  }
}
