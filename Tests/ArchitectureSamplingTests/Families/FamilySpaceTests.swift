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

  @Test func splitsShareNoSeedButThoseOfWiderNetworks() {
    let splits = ArchitectureSplit.all.filter { !["wide", "small-wide"].contains($0.name) }
    #expect(Set(splits.map(\.seed)).count == splits.count)
    #expect(Set(ArchitectureSplit.all.map(\.name)).count == ArchitectureSplit.all.count)
  }
}
