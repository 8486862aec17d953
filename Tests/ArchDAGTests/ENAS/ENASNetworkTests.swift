import ArchDAG
import Tensors
import Testing

@Suite struct ENASNetworkTests {
  private let text = "[[1], [4, 0], [5, 0, 0], [0, 1, 1, 1], [2, 1, 1, 1, 1], [3, 0, 0, 0, 0, 1]]"

  @Test func aTextIsOneNetworkAndAListHoldsSeveral() throws {
    let network = try Architecture(bytes: Array(text.utf8), name: "enas")
    #expect(network.name == "enas")
    #expect(try CandidateText(text).enas().description == text)
    let weights = network.parameters.filter { $0.shape.rank == 4 }
    // A stem, six inputs; outputs of two, one, one and two convolutions; a map for each half of
    // every layer so far, at two reductions.
    #expect(weights.count == 1 + 6 + 6 + 2 * 2 + 2 * 4)
    #expect(throws: ArchitectureError.self) { try CandidateText("[\(text), \(text)]") }
  }

  @Test func skipConnectionsAreSums() throws {
    let alone = try Architecture(bytes: Array("[[0], [0, 0]]".utf8), name: "enas")
    let skipping = try Architecture(bytes: Array("[[0], [0, 1]]".utf8), name: "enas")
    func sums(_ network: Architecture) -> Int {
      network.operations.count { $0.kind == .arithmetic(.add) }
    }
    #expect(sums(alone) == 0)
    #expect(sums(skipping) == 1)
  }

  @Test(
    "rows that are none name the row",
    arguments: ["[[1], [9, 0]]", "[[1], [4, 2]]", "[[1], [4]]", "[[1], [4, 0, 0]]", "[[7]]"])
  func malformed(text: String) {
    #expect {
      try Architecture(bytes: Array(text.utf8), name: "enas")
    } throws: { error in
      "\(error)".contains("ENAS row")
    }
  }

  @Test("NASLib's six indices are the cell's operations, edge by edge")
  func naslib() throws {
    let cell = try NASBench201Cell(indices: [2, 0, 4, 3, 1, 2])
    #expect(
      cell.description
        == "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|avg_pool_3x3~0|none~1|nor_conv_3x3~2|"
    )
    #expect(cell.indices == [2, 0, 4, 3, 1, 2])
    #expect(try CandidateText("[2, 0, 4, 3, 1, 2]").nasBench201() == cell)
    #expect(throws: ArchitectureError.self) { try NASBench201Cell(indices: [5, 0, 0, 0, 0, 0]) }
    #expect(throws: ArchitectureError.self) { try NASBench201Cell(indices: [0]) }
  }
}
