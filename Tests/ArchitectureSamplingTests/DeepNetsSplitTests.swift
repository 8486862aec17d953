import ArchDAG
import ArchitectureSampling
import FileBytes
import Foundation
import TestSupport
import Testing

@Suite struct DeepNetsSplitTests {
  @Test func wideNetworksAreThoseOfTheTestSplitButWider() throws {
    for (split, wide, width) in [
      (DeepNetsSplit.test, DeepNetsSplit.wide, 128), (.smallTest, .smallWide, 32),
    ] {
      var sampler = ArchitectureSampler(space: split.space, seed: split.seed)
      var wideSampler = ArchitectureSampler(space: wide.space, seed: wide.seed)
      for _ in 0..<10 {
        var network = sampler.next()
        network.channels = width
        #expect(wideSampler.next() == network)
      }
    }
  }

  @Test func otherSplitsShareNoSeed() {
    let splits = DeepNetsSplit.allCases.filter { ![.wide, .smallWide].contains($0) }
    #expect(Set(splits.map(\.seed)).count == splits.count)
  }

  @Test("a list is read back as the networks that it was written from")
  func lists() throws {
    var sampler = ArchitectureSampler(space: DeepNetsSpace.small, seed: 1)
    let networks = try (0..<5).map { _ in try SampledNetwork(sampler.next()) }
    let text = "[" + networks.map { $0.json() }.joined(separator: ",\n") + "]\n"
    #expect(
      try JSONDecoder().decode([DeepNetsNetwork].self, from: Data(text.utf8))
        == networks.map(\.network))
    let folder = try TemporaryDirectory()
    let file = try MappedFile(path: folder.file("list.json", holding: text))
    let architectures = try Architecture.all(in: file)
    #expect(architectures.map { ArchitectureGraph($0) } == networks.map(\.graph))
  }

  @Test(
    "counts nodes, edges and parameters as the published code does, or says more truly",
    .enabled(
      if: ProcessInfo.processInfo.environment["GHN_REFERENCE"] != nil,
      "needs GHN_REFERENCE, the folder of reference data"))
  func publishedCounts() throws {
    struct Counts: Decodable {
      let nodes: Int
      let edges1: Int
      let parameters: Int
    }
    let folder = try #require(ProcessInfo.processInfo.environment["GHN_REFERENCE"])
    let data = try Data(
      contentsOf: URL(fileURLWithPath: "\(folder)/evaluation-architectures.json"))
    let counts = try JSONDecoder().decode([Counts].self, from: data)
    let networks = try JSONDecoder().decode([DeepNetsNetwork].self, from: data)
    #expect(networks.count == 100)
    var equalCounts = 0
    for (network, counts) in zip(networks, counts) {
      let sampled = try SampledNetwork(network)
      // The published counts include parameters that cannot change the output, and overlook some
      // attention and squeeze-and-excitation, each a node with an edge.
      #expect(sampled.parameterCount <= counts.parameters)
      let more = sampled.graph.nodes.count - counts.nodes
      #expect((0...10).contains(more))
      #expect(sampled.graph.edges.count - counts.edges1 == more)
      equalCounts += more == 0 ? 1 : 0
    }
    #expect(equalCounts == 49)
  }

  @Test func measuresDegreesAndPathsAsGraphsWithoutDirection() {
    // A path of four nodes, and a chord: degrees 1, 3, 2, 2; six pairs are 1, 2, 2, 1, 1, 1 apart.
    let node = ArchitectureGraph.Node(primitive: .sum)
    let graph = ArchitectureGraph(
      nodes: [node, node, node, node],
      edges: [
        .init(from: 0, to: 1), .init(from: 1, to: 2), .init(from: 2, to: 3), .init(from: 1, to: 3),
      ])
    #expect(graph.meanDegree == 2)
    #expect(abs(graph.meanPathLength - 8.0 / 6) < 1e-12)
    let summary = SampleStatistics.Summary([1, 2, 6])
    #expect((summary.mean, summary.smallest, summary.largest) == (3, 1, 6))
    #expect(abs(summary.deviation - (14.0 / 3).squareRoot()) < 1e-12)
  }
}
