import ArchDAG
import ArchitectureSampling
import Tensors
import Testing
import TinyNetworks
import Training

@Suite struct ArchitectureSupplyTests {
  @Test func drawsTheSameArchitectureForTheSameIndex() throws {
    let supply = ArchitectureSupply(.sampled([ArchitectureSplit(.small)]), seed: 3, classCount: 7)
    let again = ArchitectureSupply(.sampled([ArchitectureSplit(.small)]), seed: 3, classCount: 7)
    let other = ArchitectureSupply(.sampled([ArchitectureSplit(.small)]), seed: 4, classCount: 7)
    var differences = 0
    for index in [5, 0, 2] {
      let architecture = try supply.architecture(at: index)
      #expect(architecture == (try again.architecture(at: index)))
      let foreign = try other.architecture(at: index)
      if architecture.parameters != foreign.parameters { differences += 1 }
      #expect(architecture.parameters.last?.shape.extents.first == 7)
    }
    #expect(differences > 0)
  }

  @Test func goesThroughAListAgainAndAgain() throws {
    let list = ArchitectureList(try tinyNetworks())
    let supply = ArchitectureSupply(.listed(list, .listed), seed: 0, classCount: 3)
    let names = try (0..<7).map { try supply.architecture(at: $0).name }
    #expect(names == ["tiny0", "tiny1", "tiny2", "tiny0", "tiny1", "tiny2", "tiny0"])
  }

  @Test func shufflesEachRoundAnew() throws {
    let list = ArchitectureList(try tinyNetworks())
    let supply = ArchitectureSupply(.listed(list, .shuffled), seed: 0, classCount: 3)
    var orders: Set<[String]> = []
    for round in 0..<60 {
      let names = try (0..<3).map { try supply.architecture(at: 3 * round + $0).name }
      #expect(Set(names).count == 3)
      orders.insert(names)
    }
    #expect(orders.count == 6)
  }

  @Test("with a curriculum, costs grow from the cheapest tenth to what they are without one")
  func curriculum() throws {
    let families = try #require(ArchitectureSplit(named: "families"))
    func costs(_ range: Range<Int>, _ curriculum: Curriculum?) throws -> [Double] {
      let supply = ArchitectureSupply(
        .sampled([families]), seed: 3, classCount: 10, curriculum: curriculum)
      return try range.map { Double(try supply.architecture(at: $0).multiplicationCount) }
    }
    let curriculum = Curriculum(steps: 10, metaBatch: 2)
    let (early, usual) = (try costs(0..<8, curriculum), try costs(0..<8, nil))
    // The same networks in narrower widths, as far as they have any.
    #expect(zip(early, usual).allSatisfy { $0 <= $1 })
    #expect(early.reduce(0, +) < 0.5 * usual.reduce(0, +))
    #expect(try costs(20..<24, curriculum) == costs(20..<24, nil))
    #expect(try costs(0..<2, Curriculum(steps: 0, metaBatch: 2)) == costs(0..<2, nil))
  }
}
