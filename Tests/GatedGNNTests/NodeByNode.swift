import Autograd
import GatedGNN
import Layers
import Tensors

/// The definition of the propagation: one graph, one node after another, one message per edge.
///
/// The reference for the level-by-level implementation.
func propagatedNodeByNode(
  _ embeddings: Variable, over graph: MessageGraph, by layer: GatedPropagation
) -> Variable {
  var nodes = (0..<graph.nodeCount).map { embeddings.rows($0..<$0 + 1) }
  func visit(_ node: Int, neighbors: [Int], distant: [(node: Int, distance: Int)]) {
    var received = Variable(Tensor(zeros: [1, layer.width]))
    for neighbor in neighbors { received = received + layer.message(nodes[neighbor]) }
    if let message = layer.discountedMessage {
      for (node, distance) in neighbors.map({ ($0, 1) }) + distant {
        let whole = message(nodes[node])
        received = received + scaled(whole, by: 1 / Float(distance))
      }
    }
    nodes[node] = layer.update(received, hidden: nodes[node])
  }
  for _ in 0..<layer.rounds {
    for node in 0..<graph.nodeCount {
      visit(
        node, neighbors: graph.edges.filter { $0.target == node }.map(\.source),
        distant: graph.virtualEdges.filter { $0.target == node }.map { ($0.source, $0.distance) })
    }
    for node in (0..<graph.nodeCount).reversed() {
      visit(
        node, neighbors: graph.edges.filter { $0.source == node }.map(\.target),
        distant: graph.virtualEdges.filter { $0.source == node }.map { ($0.target, $0.distance) })
    }
  }
  return concatenated(nodes, alongAxis: 0)
}

/// factor·x, as a product with a multiple of the identity.
private func scaled(_ x: Variable, by factor: Float) -> Variable {
  let width = x.shape[1]
  var scalars = [Float](repeating: 0, count: width * width)
  for index in 0..<width { scalars[index * width + index] = factor }
  return matrixProduct(x, Variable(Tensor(shape: [width, width], scalars: scalars)))
}
