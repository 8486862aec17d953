import ArchDAG
import ArchitectureSampling
import Tensors
import Testing

@Suite struct ArchitectureSamplerTests {
  static let spaces: [DeepNetsSpace] = [
    .train, .inDistribution, .wide, .deep, .dense, .normFree, .small, .smallWide, .smallDeep,
    .smallDense, .smallNormFree,
  ]

  @Test("draws the same networks from the same seed, and others from another", arguments: spaces)
  func repeatability(space: DeepNetsSpace) {
    func networks(seed: UInt64) -> [DeepNetsNetwork] {
      var sampler = ArchitectureSampler(space: space, seed: seed)
      return (0..<5).map { _ in sampler.next() }
    }
    #expect(networks(seed: 0) == networks(seed: 0))
    #expect(networks(seed: 0) != networks(seed: 1))
  }

  @Test("keeps the rules of the data set", arguments: spaces)
  func rules(space: DeepNetsSpace) throws {
    var sampler = ArchitectureSampler(space: space, seed: 3)
    for _ in 0..<15 {
      let network = sampler.next()
      let genotype = network.genotype
      #expect(genotype.normal.concatenation == genotype.reduction.concatenation)
      #expect(genotype.normal.concatenation.last == 1 + genotype.normal.sumCount)
      for cell in [genotype.normal, genotype.reduction] {
        let operations = cell.edges.map(\.operation)
        #expect(operations.count { $0 == .squeezeExcitation } <= 1)
        #expect(operations.count { [.convolution5, .convolution7].contains($0) } <= 1)
        #expect(cell.sumCount > 1 || !operations.contains(.none))
        for sum in 0..<cell.sumCount {
          #expect(cell.edges[2 * sum].state != cell.edges[2 * sum + 1].state)
        }
      }
      let needsPreprocessing = genotype.normal.sumCount > 1 || network.channelMultiplier > 1
      #expect(network.preprocessesInputs || !needsPreprocessing)
      #expect(network.stem == .single || !network.poolsStem)
      #expect(!(try Architecture(network)).operations.isEmpty)
      #expect(![.normFree, .smallNormFree].contains(space) || network.normalization == .none)
    }
  }

  #if DEBUG
    static let sampleCount = 20
  #else
    static let sampleCount = 400
  #endif

  @Test(
    "draws graphs of the published sizes",
    arguments: [DeepNetsSplit.train, .test, .deep, .dense, .normFree])
  func sizes(split: DeepNetsSplit) throws {
    let published = try #require(PublishedStatistics(of: split))
    var sampler = ArchitectureSampler(space: split.space, seed: 17)
    let statistics = SampleStatistics(
      of: try (0..<Self.sampleCount).map { _ in
        SampleStatistics.Measure(try Architecture(sampler.next()))
      })
    for (ours, theirs, rounding) in [
      (statistics.nodes, published.nodes, 0.05), (statistics.degree, published.degree, 0.05),
      (statistics.pathLength, published.pathLength, 0.05),
    ] {
      // Both means are of samples: three standard errors of their difference, and a hundredth for
      // what the published tracer counts otherwise, such as pooled stems.
      let error =
        theirs.deviation
        * (1 / Double(statistics.count) + 1 / Double(published.count))
        .squareRoot()
      #expect(
        abs(ours.mean - theirs.mean) < 3 * error + rounding + 0.01 * theirs.mean,
        "\(ours.mean) and \(theirs.mean)")
    }
    #expect(abs(statistics.nodes.deviation / published.nodes.deviation - 1) < 0.35)
  }

  @Test func drawsSmallNetworksLikeThoseOfTheReference() throws {
    // The 200 networks of the reference's training list: 102 ± 42 nodes; 9 in 100 operations are
    // `none`, and 55 in 100 reduction cells have no weights of their own.
    var sampler = ArchitectureSampler(space: DeepNetsSpace.small, seed: 11)
    let networks = (0..<150).map { _ in sampler.next() }
    let nodes = try networks.map { ArchitectureGraph(try Architecture($0)).nodes.count }
    #expect((92...115).contains(nodes.reduce(0, +) / nodes.count))
    let operations = networks.flatMap { $0.genotype.normal.edges + $0.genotype.reduction.edges }
    let share = Double(operations.count { $0.operation == .none }) / Double(operations.count)
    #expect((0.07...0.12).contains(share))
    let weightless = networks.count { network in
      network.genotype.reduction.edges.allSatisfy {
        [.none, .skipConnection, .maxPool3, .averagePool3].contains($0.operation)
      }
    }
    #expect((0.45...0.65).contains(Double(weightless) / 150))
  }

  @Test func drawsNarrowNetworksWhereTheyAreHeavy() {
    var sampler = ArchitectureSampler(space: DeepNetsSpace.train, seed: 5)
    let networks = (0..<200).map { _ in sampler.next() }
    #expect(networks.contains { $0.channels > 96 })
    for network in networks where network.channels > 32 {
      #expect(network.cellCount <= 12)
      #expect(network.averagesGlobally)
    }
  }
}
