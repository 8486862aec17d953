import ArchDAG
import ArchitectureSampling
import Testing

@Suite struct CanonicalFormTests {
  @Test("NAS-Bench-201 has 15,625 cells of 4,930 forms")
  func representatives() throws {
    let space = NASBench201Space()
    let count = try #require(space.candidateCount)
    #expect(count == 15_625)
    var texts: Set<String> = []
    var representatives: Set<NASBench201Cell> = []
    for number in 0..<count {
      let cell = try #require(space.candidate(at: number))
      texts.insert(cell.description)
      representatives.insert(space.canonicalForm(of: cell))
    }
    #expect(texts.count == 15_625)
    // NAS-Bench-201 (arXiv:2001.00326), section 2.1, counts 6,466 topologies: there a convolution of
    // nothing is one, here it is absent, as in the network that is built.
    #expect(representatives.count == 4930)
    #expect(space.candidate(at: count) == nil)
  }

  @Test func aSkipConnectionElsewhereIsTheSameCell() throws {
    let space = NASBench201Space()
    let direct = try space.candidate(
      "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|")
    let detour = try space.candidate(
      "|skip_connect~0|+|avg_pool_3x3~0|none~1|+|none~0|nor_conv_3x3~1|none~2|")
    #expect(space.canonicalForm(of: direct) == space.canonicalForm(of: detour))
  }

  @Test func verticesInAnotherOrderAreTheSameCell() throws {
    let space = NASBench101Space()
    let one = try space.candidate(
      """
      {"matrix": [[0,1,1,0],[0,0,0,1],[0,0,0,1],[0,0,0,0]],
       "ops": ["input", "conv3x3-bn-relu", "maxpool3x3", "output"]}
      """)
    let other = try space.candidate(
      """
      {"matrix": [[0,1,1,0],[0,0,0,1],[0,0,0,1],[0,0,0,0]],
       "ops": ["input", "maxpool3x3", "conv3x3-bn-relu", "output"]}
      """)
    #expect(one != other)
    #expect(space.canonicalForm(of: one) == space.canonicalForm(of: other))
  }

  @Test func operandsInAnotherOrderAreTheSameGenotype() throws {
    let space = DARTSSpace()
    func text(_ first: String) -> String {
      let rest = """
        ["skip_connect", 0], ["sep_conv_3x3", 1], ["max_pool_3x3", 0], ["dil_conv_5x5", 2],
        ["skip_connect", 0], ["sep_conv_3x3", 3]
        """
      let cell = "[\(first), \(rest)]"
      return """
        {"normal": \(cell), "normal_concat": [2, 3, 4, 5],
         "reduce": \(cell), "reduce_concat": [2, 3, 4, 5]}
        """
    }
    let one = try space.candidate(text(#"["skip_connect", 0], ["dil_conv_3x3", 1]"#))
    let other = try space.candidate(text(#"["dil_conv_3x3", 1], ["skip_connect", 0]"#))
    #expect(one != other)
    #expect(space.canonicalForm(of: one) == space.canonicalForm(of: other))
  }
}
