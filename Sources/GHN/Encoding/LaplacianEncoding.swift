public import ArchDAG
public import Autograd
import Kernels
public import Layers
import Randomness
import Tensors

/// What a node's position in its graph adds to its first embedding: a map of the Laplacian's eigenvectors.
///
/// For L = I − D^(−½)·A·D^(−½), where A joins nodes with an edge in either direction, node v has the
/// v-th numbers of the eigenvectors of the 2nd to (k + 1)-th smallest eigenvalue, times the square
/// root of the number of nodes. Graphs with fewer eigenvectors have zeros for the others.
///
/// The sign of an eigenvector means nothing; in training it is drawn anew each time, so that nothing
/// is learned from it.
///
/// Parameters: `laplacian_enc.weight` (hidden, k).
///
/// - Complexity: O(nodes³).
///
/// Source: Dwivedi et al. (arXiv:2003.00982), section 4.2.
public struct LaplacianEncoding: Layer {
  /// The map from eigenvectors to embeddings.
  public let projection: Linear

  /// How the signs of eigenvectors are chosen.
  public enum Signs: Sendable {
    /// The largest number of each is positive.
    case canonical
    /// They follow from a seed, as training wants them.
    case random(seed: UInt64)
  }

  /// Graphs with more nodes have no encoding: their matrices would take too much memory and time.
  static let nodeLimit = 1 << 12

  /// Makes the layer, which is named `laplacian_enc`.
  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    projection = try Linear(
      &source, named: "laplacian_enc", inputs: .exactly(configuration.eigenvectorCount),
      outputs: .exactly(configuration.hiddenWidth), bias: .absent)
  }

  public var parameters: [Parameter] { projection.parameters }

  /// What the positions of all graphs' nodes add, one graph after another: (nodes, hidden).
  public func callAsFunction(
    _ graphs: [ArchitectureGraph], signs: Signs, on tape: Tape?
  ) -> Variable {
    let count = projection.inputs
    var scalars: [Float] = []
    for (index, graph) in graphs.enumerated() {
      scalars += graph.laplacianEigenvectors(count, signs: signs.advanced(by: index))
    }
    let table = Tensor(shape: [scalars.count / count, count], scalars: scalars)
    return projection(Variable(table), on: tape)
  }
}

extension LaplacianEncoding.Signs {
  /// The choice for one of several graphs.
  fileprivate func advanced(by index: Int) -> Self {
    switch self {
    case .canonical: .canonical
    case .random(let seed): .random(seed: SplitMix64.seed(seed, repetition: index))
    }
  }
}

extension ArchitectureGraph {
  /// The numbers of the first `count` eigenvectors after the smallest: (nodes, count).
  func laplacianEigenvectors(_ count: Int, signs: LaplacianEncoding.Signs) -> [Float] {
    let order = nodes.count
    var matrix = normalizedLaplacian
    var span = matrix.mutableSpan
    let found = min(count, max(0, order - 1))
    let vectors = symmetricEigenvectors(
      of: &span, order: order, min(1, order)..<min(1, order) + found)
    var generator: SplitMix64? =
      if case .random(let seed) = signs { SplitMix64(seed: seed) } else { nil }
    var table = [Float](repeating: 0, count: order * count)
    for index in 0..<found {
      let vector = vectors[index * order..<(index + 1) * order]
      let isNegative =
        generator?.next().isMultiple(of: 2) ?? ((vector.max { abs($0) < abs($1) } ?? 0) < 0)
      let factor = Float(order).squareRoot() * (isNegative ? -1 : 1)
      for (node, number) in vector.enumerated() { table[node * count + index] = factor * number }
    }
    return table
  }

  /// I − D^(−½)·A·D^(−½) with edges in both directions: (nodes, nodes).
  private var normalizedLaplacian: [Float] {
    let order = nodes.count
    var matrix = [Float](repeating: 0, count: order * order)
    var degrees = [Float](repeating: 0, count: order)
    for edge in edges
    where edge.source != edge.target && matrix[edge.source * order + edge.target] == 0 {
      matrix[edge.source * order + edge.target] = 1
      matrix[edge.target * order + edge.source] = 1
      degrees[edge.source] += 1
      degrees[edge.target] += 1
    }
    for row in 0..<order {
      for column in 0..<order where matrix[row * order + column] != 0 {
        matrix[row * order + column] = -1 / (degrees[row] * degrees[column]).squareRoot()
      }
      matrix[row * order + row] = 1
    }
    return matrix
  }
}
