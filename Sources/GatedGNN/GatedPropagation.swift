public import Autograd
public import Layers
import Tensors

/// Moves information along directed acyclic graphs, forward and then backward, with one GRU.
///
/// In each pass the nodes are visited in order, and each state is final once its node is visited:
///
///     m_v = Σ_{u → v} MLP(h_u) + Σ_{u ⇢ v} MLP_ve(h_u) / s_uv
///     h_v ← GRU(m_v, h_v)
///
/// where → are the arcs, ⇢ are arcs and virtual arcs, and s_uv is the distance, 1 for an arc. The
/// backward pass turns all arcs around and visits the nodes in reverse. A node without neighbours
/// on one side receives m = 0 and is updated all the same.
///
/// Parameters: `mlp.fc.0`, `mlp.fc.2`, the same of `mlp_ve` where virtual arcs count, and those of
/// `gru`. A ReLU follows both linear maps of an MLP.
///
/// - Complexity: O(nodes · width² + arcs · width) for each pass: the messages that a node sends are
///   the same for all its neighbours, hence evaluated once.
///
/// Source: GHN-2 (arXiv:2110.13100), Eq. 4; GHN-1 (arXiv:1810.05749), Eq. 3, without virtual arcs.
public struct GatedPropagation: Layer {
  /// Whether nodes that are not neighbours send messages.
  public enum VirtualArcs: Sendable {
    /// Only neighbours send messages, as in GHN-1.
    case ignored
    /// All nodes joined by arcs of either kind do, divided by their distance, as in GHN-2.
    case discounted
  }

  /// What a node sends to its neighbours.
  public let message: MLP
  /// What a node sends along arcs and virtual arcs, before the division by the distance; `nil` if
  /// virtual arcs are ignored.
  public let discountedMessage: MLP?
  /// How a node answers to what it receives.
  public let update: GRUCell
  /// How many times a forward and a backward pass are made.
  public let rounds: Int

  /// Makes the layer whose parameters are named `prefix.…`.
  ///
  /// A checkpoint decides by itself whether virtual arcs count, by holding `mlp_ve` or not, and on
  /// the MLPs' inner widths. What is drawn has an inner width of `width` without virtual arcs, of
  /// half of it with them.
  ///
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, width: Int,
    virtualArcs: VirtualArcs = .discounted, rounds: Int = 1
  ) throws(Source.Failure) {
    let isDiscounted =
      source.stored.map { $0["\(prefix).mlp_ve.fc.0.weight"] != nil }
      ?? (virtualArcs == .discounted)
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

  /// The length of a state.
  public var width: Int { update.width }

  public var parameters: [Parameter] {
    message.parameters + (discountedMessage?.parameters ?? []) + update.parameters
  }

  /// The states of all nodes after ``rounds`` rounds.
  ///
  /// The graphs do not affect each other; together they only take fewer and larger steps.
  ///
  /// - Precondition: `states` is (nodes, width), the nodes of all graphs one after another.
  public func propagate(_ states: Variable, over graphs: [MessageGraph]) -> Variable {
    let schedule = LevelSchedule(
      graphs, virtualArcs: discountedMessage == nil ? .ignored : .discounted)
    precondition(
      states.shape == [schedule.nodes.count, width],
      "states of shape \(states.shape) for \(schedule.nodes.count) nodes of width \(width)")
    var states = states.rows(at: schedule.nodes)
    for _ in 0..<rounds {
      states = pass(states, over: schedule.levels, summing: schedule.forward)
      states = pass(states, over: schedule.levels.reversed(), summing: schedule.backward)
    }
    return states.rows(at: schedule.places)
  }

  /// One pass over the levels in this order; row v of `neighbours` sums the messages to place v.
  private func pass(
    _ states: Variable, over levels: some Sequence<Range<Int>>, summing neighbours: SparseMatrix
  ) -> Variable {
    let count = neighbours.rows
    var next = RowAssembly(rows: count, columns: width, on: states.tape)
    var messages = RowAssembly(rows: neighbours.columns, columns: width, on: states.tape)
    for level in levels {
      let received = messages.product(of: neighbours, rows: level)
      let updated = update(received, hidden: states.rows(level))
      next.fill(from: level.lowerBound, with: updated)
      messages.fill(from: level.lowerBound, with: message(updated))
      if let discountedMessage {
        messages.fill(from: count + level.lowerBound, with: discountedMessage(updated))
      }
    }
    return next.assembled()
  }
}
