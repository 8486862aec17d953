import ArchDAG
import ArchitectureSampling
import Randomness
import Tensors
import Testing

@Suite struct NamedSpacesTests {
  @Test(
    "every space draws, mutates and writes networks that build, and reads them again",
    arguments: NamedSpaces.names)
  func laws(name: String) throws {
    let space = try #require(NamedSpaces.space(named: name))
    try checkLaws(of: space)
  }

  private func checkLaws<Space: TextualSpace>(of space: Space) throws {
    var generator = SplitMix64(seed: 1)
    for _ in 0..<8 {
      let candidate = space.draw(using: &generator)
      #expect(try space.candidate(space.text(of: candidate)) == candidate)
      let neighbor = space.mutation(of: candidate, using: &generator)
      #expect(neighbor != candidate)
      let canonical = space.canonicalForm(of: candidate)
      #expect(space.canonicalForm(of: canonical) == canonical)
      var options = GenotypeOptions()
      options.classCount = 7
      let built = try space.architecture(of: neighbor, options: options, name: "net")
      #expect(built.outputs.first.flatMap { built[$0].extents?.last ?? nil } == 7)
      let json = try space.json(of: neighbor, classCount: 7, name: "net")
      let read = try CandidateText(json).architecture(options: options, name: "net")
      #expect(read.parameters == built.parameters)
    }
  }

  @Test("the same seed draws the same", arguments: NamedSpaces.names)
  func repeatability(name: String) throws {
    func texts<Space: TextualSpace>(of space: Space) -> [String] {
      var generator = SplitMix64(seed: 5)
      return (0..<5).map { _ in space.text(of: space.draw(using: &generator)) }
    }
    let space = try #require(NamedSpaces.space(named: name))
    #expect(texts(of: space) == texts(of: space))
  }

  @Test("the smallest cell of NAS-Bench-101 has neighbors")
  func smallestCell() throws {
    let space = NASBench101Space()
    let cell = try space.candidate(#"{"matrix": [[0, 1], [0, 0]], "ops": ["input", "output"]}"#)
    var generator = SplitMix64(seed: 1)
    let neighbor = space.mutation(of: cell, using: &generator)
    #expect(neighbor != cell && neighbor.vertices.count > 2)
  }

  @Test("a network of which no neighbor is admissible is its own neighbor")
  func lonelyNetwork() throws {
    let space = DeepNetsTextSpace()
    // Two dense convolutions of 7×7 in each cell: whatever changes, one cell keeps both.
    let edges = #"[["conv_7x7", 0], ["conv_7x7", 1]]"#
    let network = try space.candidate(
      #"{"normal": \#(edges), "normal_concat": [2], "reduce": \#(edges), "reduce_concat": [2]}"#)
    var generator = SplitMix64(seed: 1)
    #expect(space.mutation(of: network, using: &generator) == network)
  }

  @Test func aNetworkOfAnotherSpaceIsRefused() {
    #expect(throws: ArchitectureError.self) { try NASBench201Space().candidate("[[1], [4, 0]]") }
    #expect(throws: ArchitectureError.self) { try ENASSpace().candidate("|none~0|") }
  }
}
