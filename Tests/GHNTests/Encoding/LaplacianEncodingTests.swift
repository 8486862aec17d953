import ArchDAG
import Autograd
import GHN
import Layers
import Tensors
import Testing

@Suite struct LaplacianEncodingTests {
  /// The encoding whose map hands the eigenvectors on as they are.
  private func encoding(_ count: Int) throws -> LaplacianEncoding {
    let ghn = smallNetwork { $0.eigenvectorCount = count }
    var tensors = ghn.namedTensors
    tensors["laplacian_enc.weight"] = Tensor(
      shape: [8, count],
      scalars: (0..<8 * count).map { $0 / count == $0 % count ? 1 : 0 })
    return try #require(
      GraphHyperNetwork(ghn.configuration, from: tensors).encoder.positions)
  }

  private func graph(nodeCount: Int, edges: [(Int, Int)]) -> ArchitectureGraph {
    ArchitectureGraph(
      nodes: .init(repeating: .init(primitive: .sum), count: nodeCount),
      edges: edges.map { .init(from: $0.0, to: $0.1) })
  }

  private let diamond = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 5), (2, 5)]

  @Test func solvesTheEigenvalueEquation() throws {
    let graph = graph(nodeCount: 6, edges: diamond)
    let embeddings = try encoding(5)([graph], signs: .canonical, on: nil).value.scalars.map(
      Double.init)
    let degrees = (0..<6).map { node in
      Double(diamond.count { $0.0 == node || $0.1 == node })
    }
    func laplacian(_ x: [Double]) -> [Double] {
      (0..<6).map { node in
        diamond.reduce(x[node]) { sum, edge in
          guard edge.0 == node || edge.1 == node else { return sum }
          let other = edge.0 == node ? edge.1 : edge.0
          return sum - x[other] / (degrees[node] * degrees[other]).squareRoot()
        }
      }
    }
    var last = 0.0
    for index in 0..<5 {
      let x = (0..<6).map { embeddings[8 * $0 + index] }
      let image = laplacian(x)
      // Numbers of size 1, whose squares add up to the number of nodes.
      let value = zip(x, image).reduce(0) { $0 + $1.0 * $1.1 } / 6
      #expect(abs(x.reduce(0) { $0 + $1 * $1 } - 6) < 1e-4)
      #expect(zip(x, image).allSatisfy { abs($1 - value * $0) < 1e-4 })
      #expect(value > last - 1e-5)
      #expect((x.max { abs($0) < abs($1) } ?? 0) > 0)
      last = value
    }
    // The columns that no eigenvector is for.
    #expect((0..<6).allSatisfy { embeddings[8 * $0 + 5] == 0 })
  }

  @Test func seedsChooseSignsAlone() throws {
    let encoding = try encoding(4)
    let graphs = [graph(nodeCount: 6, edges: diamond), graph(nodeCount: 6, edges: diamond)]
    let canonical = encoding(graphs, signs: .canonical, on: nil).value.scalars
    let drawn = (0..<20).map {
      encoding(graphs, signs: .random(seed: $0), on: nil).value.scalars
    }
    #expect(drawn.allSatisfy { zip($0, canonical).allSatisfy { abs($0) == abs($1) } })
    #expect(Set(drawn).count > 10)
    #expect(encoding(graphs, signs: .random(seed: 7), on: nil).value.scalars == drawn[7])
  }

  @Test("graphs with few nodes have zeros where eigenvectors are missing", arguments: 0..<4)
  func fewNodes(count: Int) throws {
    let graph = graph(nodeCount: count, edges: count == 3 ? [(0, 1), (1, 2), (0, 2)] : [])
    let found = try encoding(4)([graph], signs: .canonical, on: nil).value
    #expect(found.shape == [count, 8])
    let vectors = max(0, count - 1)
    for node in 0..<count {
      #expect(found.scalars[8 * node + vectors..<8 * node + 8].allSatisfy { $0 == 0 })
    }
  }

  @Test func refusesAGraphOfTooManyNodes() {
    let graph = graph(nodeCount: 4097, edges: [])
    #expect(throws: DecodingError.tooManyPositions(nodes: 4097, limit: 4096)) {
      try smallNetwork { $0.eigenvectorCount = 2 }.predictParameters(for: graph)
    }
  }
}
