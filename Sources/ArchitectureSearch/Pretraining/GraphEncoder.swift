import Autograd
import GatedGNN
import Layers
import Tensors

/// A gated graph neural network that makes one vector of each graph of operations.
///
/// A node begins as the learned vector of its operation; messages go forward and backward once
/// (``GatedPropagation``, without virtual edges). The graph's embedding is the mean of its nodes' states,
/// the input's state, and the output's.
///
/// Parameters: `embedding.weight` (operations, width), and those of `gnn`.
struct GraphEncoder: Layer {
  private let embedding: Embedding
  private let gnn: GatedPropagation

  /// Makes the encoder of a vocabulary's graphs.
  ///
  /// - Throws: why the source lacks a parameter.
  init<Source: ParameterSource>(
    _ source: inout Source, _ vocabulary: OperationGraph.Vocabulary, width: Int
  ) throws(Source.Failure) {
    embedding = try Embedding(
      &source, named: "embedding", count: .exactly(vocabulary.effects.count),
      width: .exactly(width))
    gnn = try GatedPropagation(
      &source, named: "gnn", width: width, virtualEdges: .ignored)
  }

  var parameters: [Parameter] { embedding.parameters + gnn.parameters }

  /// The length of a node's state.
  var width: Int { gnn.width }

  /// The numbers of a graph's embedding.
  var outputs: Int { 3 * width }

  /// The embeddings of graphs: (graphs, 3·width).
  ///
  /// - Precondition: there is a graph, and each is of the encoder's vocabulary.
  func callAsFunction(_ graphs: [OperationGraph], on tape: Tape?) -> Variable {
    let states = gnn.propagate(
      embedding(graphs.flatMap(\.operations), on: tape), over: graphs.map(\.messages))
    var (means, first) = ([SparseMatrix.Element](), 0)
    var (inputs, outputs): ([Int], [Int]) = ([], [])
    for (row, graph) in graphs.enumerated() {
      let count = graph.operations.count
      means += (first..<first + count).map {
        SparseMatrix.Element(row: row, column: $0, value: 1 / Float(count))
      }
      inputs.append(first)
      outputs.append(first + count - 1)
      first += count
    }
    var assembly = RowAssembly(rows: first, columns: gnn.width, on: tape)
    assembly.fill(from: 0, with: states)
    let mean = assembly.product(
      of: SparseMatrix(rows: graphs.count, columns: first, elements: means),
      rows: 0..<graphs.count)
    return concatenated(
      [mean, states.rows(at: inputs), states.rows(at: outputs)], alongAxis: 1)
  }
}
