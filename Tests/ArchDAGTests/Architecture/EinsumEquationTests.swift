import ArchDAG
import Testing

@Suite struct EinsumEquationTests {
  private typealias Extents = [Int?]

  @Test(
    "an equation tells the extents of its result",
    arguments: [
      ("bhid, bhjd -> bhij", [[2, 3, 4, 5], [2, 3, 6, 5]], [2, 3, 4, 6]),
      ("ij->ji", [[4, 5]], [5, 4]),
      ("ij,jk", [[4, 5], [5, 6]], [4, 6]),
      ("ba", [[4, 5]], [5, 4]),
      ("...qd,...kd->...qk", [[2, 3, 4, 8], [2, 3, 6, 8]], [2, 3, 4, 6]),
      ("...qd,...kd->...qk", [[4, 8], [2, 6, 8]], [2, 4, 6]),
      ("...i,...j", [[2, 4], [2, 6]], [2, 4, 6]),
      ("i,i->", [[3], [3]], []),
      ("ij,j->i", [[nil, 3], [3]], [nil]),
    ] as [(String, [[Int?]], [Int?])])
  func extents(text: String, operands: [[Int?]], result: [Int?]) throws {
    let equation = try #require(EinsumEquation(text))
    #expect(OperationKind.einsum(equation).resultExtents(of: operands) == [result])
  }

  @Test("axes that the operands do not have leave the extents open")
  func misfits() throws {
    let equation = try #require(EinsumEquation("ij,jk->ik"))
    #expect(OperationKind.einsum(equation).resultExtents(of: [[2, 3, 4], [4, 5]]) == [nil])
    #expect(OperationKind.einsum(equation).resultExtents(of: [[2, 3]]) == [nil])
  }

  @Test(
    "what is no equation is none",
    arguments: ["ij->k", "i-j", "i>j", "i..j->ij", "ij->ii", "i1->i", "......i->i", "ij->i->j"])
  func refusals(text: String) {
    #expect(EinsumEquation(text) == nil)
  }
}
