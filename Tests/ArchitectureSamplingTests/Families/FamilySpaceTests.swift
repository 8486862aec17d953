import ArchDAG
import ArchitectureSampling
import Randomness
import Tensors
import Testing

@Suite struct FamilySpaceTests {
  @Test(
    "each family's networks are built, within the bounds, and come again from the same seed",
    arguments: FamilyNetwork.Family.allCases)
  func draws(family: FamilyNetwork.Family) throws {
    let space = FamilySpace(families: [family])
    func networks(seed: UInt64) -> [FamilyNetwork] {
      var sampler = ArchitectureSampler(space: space, seed: seed)
      return (0..<12).map { _ in sampler.next() }
    }
    let drawn = networks(seed: 3)
    #expect(drawn == networks(seed: 3))
    #expect(drawn != networks(seed: 4))
    for network in drawn {
      let architecture = try space.architecture(of: network, classCount: 7, name: "drawn")
      #expect(Double(architecture.multiplicationCount) <= space.costs.upperBound)
      #expect(architecture.parameters.reduce(0) { $0 + $1.shape.count } <= space.parameterLimit)
      #expect(architecture[architecture.outputs[0]].extents == [nil, 7])
      let graph = ArchitectureGraph(architecture)
      #expect(graph.nodes.contains { $0.parameters.contains { $0.role == .classifierWeight } })
      // What no GHN predicts is a class token or a scale of layers.
      #expect(
        graph.unpredicted.allSatisfy {
          $0.name.contains("class_token") || $0.name.contains("layer_scale")
        })
      #expect(space.family(of: network) == family.rawValue)
      #expect(try Architecture(json: architecture.json()).parameters == architecture.parameters)
    }
  }

  @Test func aHigherRankCostsMore() throws {
    let space = FamilySpace()
    var costs: [Double] = []
    for rank in [0.05, 0.95] {
      var generator = SplitMix64(seed: 8)
      var sum = 0.0
      for _ in 0..<40 {
        let network = space.draw(costRank: rank, using: &generator)
        let architecture = try space.architecture(of: network, classCount: 10, name: "drawn")
        sum += Double(architecture.multiplicationCount)
      }
      costs.append(sum / 40)
    }
    #expect(costs[1] > 5 * costs[0])
  }

  @Test func networksWithANameAreLeftOut() throws {
    var generator = SplitMix64(seed: 1)
    var named = ResidualNetwork(using: &generator)
    named.isPreActivated = false
    named.depths = [2, 2, 2, 2]
    named.width = 64
    #expect(named.isPublished)
    var sampler = ArchitectureSampler(space: FamilySpace(families: [.residual]), seed: 2)
    for _ in 0..<60 {
      #expect(!sampler.next().description.isPublished)
    }
  }

  @Test func everythingHoldsCellsAndFamilies() throws {
    let split = try #require(ArchitectureSplit(named: "everything"))
    var families: Set<String> = []
    try split.forEachNetwork(80, classCount: 10) { network in
      families.insert(network.family ?? "none")
    }
    #expect(families.contains("cells"))
    #expect(families.count > 10)
  }

  @Test(
    "uneven widths fit the family, lie between round ones, and cost no more",
    arguments: FamilyNetwork.Family.allCases)
  func unevenWidths(family: FamilyNetwork.Family) throws {
    let space = FamilySpace(families: [family], widths: .uneven(share: 1))
    var sampler = ArchitectureSampler(space: space, seed: 5)
    var isUneven = false
    for _ in 0..<16 {
      let network = sampler.next()
      let description = network.description
      #expect(description.widths.allSatisfy { $0 % description.widthDivisor == 0 })
      #expect(description.width % description.widthDivisor == 0)
      #expect(description.width <= description.widths.last ?? 0)
      isUneven = isUneven || !description.widths.contains(description.width)
      let architecture = try space.architecture(of: network, classCount: 10, name: "drawn")
      #expect(Double(architecture.multiplicationCount) <= space.costs.upperBound)
    }
    #expect(isUneven)
  }

  @Test func halfOfUnevenCellsHaveOtherWidths() throws {
    let space = CellSpace(widths: .uneven(share: 0.5))
    var sampler = ArchitectureSampler(space: space, seed: 5)
    let widths = try (0..<60).map { _ in
      let network = sampler.next()
      _ = try space.architecture(of: network, classCount: 10, name: "drawn")
      return network.channels
    }
    let round = widths.filter { [8, 16, 24, 32, 48, 64, 96, 128].contains($0) }
    #expect((20..<60).contains(round.count))
    #expect(widths.allSatisfy { $0 % 4 == 0 })
  }

  @Test func splitsShareNoSeedButThoseOfWiderNetworks() {
    let splits = ArchitectureSplit.all.filter { !["wide", "small-wide"].contains($0.name) }
    #expect(Set(splits.map(\.seed)).count == splits.count)
    #expect(Set(ArchitectureSplit.all.map(\.name)).count == ArchitectureSplit.all.count)
  }
}
