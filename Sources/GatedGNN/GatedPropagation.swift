public import Autograd
public import Layers
import Tensors

/// Moves information along directed acyclic graphs, forward and then backward, with one GRU.
///
/// In each pass the nodes are visited in order, and each embedding is final once its node is visited:
///
///     m_v = Σ_{u → v} MLP(h_u) + Σ_{u ⇢ v} MLP_ve(h_u) / s_uv
///     h_v ← GRU(m_v, h_v)
///
/// where → are the edges, ⇢ are edges and virtual edges, and s_uv is the distance, 1 for an edge. The
/// backward pass turns all edges around and visits the nodes in reverse. A node without neighbors
/// on one side receives m = 0 and is updated all the same.
///
/// Parameters: `mlp.fc.0`, `mlp.fc.2`, the same of `mlp_ve` where virtual edges count, and those of
/// `gru`. A ReLU follows both linear maps of an MLP.
///
/// - Complexity: O(nodes · width² + edges · width) for each pass: the messages that a node sends are
///   the same for all its neighbors, hence evaluated once.
///
/// Source: GHN-2 (arXiv:2110.13100), Eq. 4; GHN-1 (arXiv:1810.05749), Eq. 3, without virtual edges.
public struct GatedPropagation: Layer {
  /// Whether nodes that are not neighbors send messages.
  public enum VirtualEdges: Sendable {
    /// Only neighbors send messages, as in GHN-1.
    case ignored
    /// All nodes joined by edges of either kind do, divided by their distance, as in GHN-2.
    case discounted
  }

  /// What a node sends to its neighbors.
  public let message: MLP
  /// What a node sends along edges and virtual edges, before the division by the distance; `nil` if
  /// virtual edges are ignored.
  public let discountedMessage: MLP?
  /// How a node answers to what it receives.
  public let update: GRUCell
  /// How many times a forward and a backward pass are made.
  public let rounds: Int

  /// Makes the layer whose parameters are named `prefix.…`.
  ///
  /// A checkpoint decides on the MLPs' inner widths. What is drawn has an inner width of `width` without
  /// virtual edges, of half of it with them.
  ///
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, width: Int,
    virtualEdges: VirtualEdges = .discounted, rounds: Int = 1
  ) throws(Source.Failure) {
    let isDiscounted = virtualEdges == .discounted
    let inner = ParameterExtent.stored(otherwise: isDiscounted ? width / 2 : width)
    func mlp(_ name: String) throws(Source.Failure) -> MLP {
      try MLP(
        &source, named: "\(prefix).\(name).fc",
        widths: [.exactly(width), inner, .exactly(width)], output: .rectified)
    }
    message = try mlp("mlp")
    discountedMessage = isDiscounted ? try mlp("mlp_ve") : nil
    update = try GRUCell(&source, named: "\(prefix).gru", inputs: width, width: width)
    self.rounds = rounds
  }

  /// The length of an embedding.
  public var width: Int { update.width }

  public var parameters: [Parameter] {
    message.parameters + (discountedMessage?.parameters ?? []) + update.parameters
  }

  /// The embeddings of all nodes after ``rounds`` rounds.
  ///
  /// The graphs do not affect each other; together they only take fewer and larger steps.
  ///
  /// - Precondition: `embeddings` is (nodes, width), the nodes of all graphs one after another.
  public func propagate(_ embeddings: Variable, over graphs: [MessageGraph]) -> Variable {
    let schedule = LevelSchedule(
      graphs, virtualEdges: discountedMessage == nil ? .ignored : .discounted)
    precondition(
      embeddings.shape == [schedule.nodes.count, width],
      "embeddings of shape \(embeddings.shape) for \(schedule.nodes.count) nodes of width \(width)")
    var embeddings = embeddings.rows(at: schedule.nodes)
    for _ in 0..<rounds {
      embeddings = pass(embeddings, over: schedule.levels, summing: schedule.forward)
      embeddings = pass(embeddings, over: schedule.levels.reversed(), summing: schedule.backward)
    }
    return embeddings.rows(at: schedule.indices)
  }

  /// One pass over the levels in this order; row v of `neighbors` sums the messages to position v.
  private func pass(
    _ embeddings: Variable, over levels: some Sequence<Range<Int>>, summing neighbors: SparseMatrix
  ) -> Variable {
    let count = neighbors.rows
    // What the states of the pass before decide of the gates is the same in whatever order.
    let gates = update.hiddenGates(embeddings)
    var next = RowAssembly(rows: count, columns: width, on: embeddings.tape)
    var messages = RowAssembly(rows: neighbors.columns, columns: width, on: embeddings.tape)
    for level in levels {
      let received = messages.product(of: neighbors, rows: level)
      let updated = update(
        received, hidden: embeddings.rows(level), hiddenGates: gates.rows(level))
      next.fill(from: level.lowerBound, with: updated)
      messages.fill(from: level.lowerBound, with: message(updated))
      if let discountedMessage {
        messages.fill(from: count + level.lowerBound, with: discountedMessage(updated))
      }
    }
    return next.assembled()
  }
}
