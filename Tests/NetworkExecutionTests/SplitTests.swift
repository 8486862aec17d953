import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

@Suite struct SplitTests {
  private func parts(_ sizes: [Int], count: Int) throws -> [Tensor] {
    var builder = ArchitectureBuilder(name: "split")
    let x = builder.addInput(name: "x", extents: [nil, 4])
    let parts = try builder.addOperation(
      .split(axis: 1, extents: sizes), name: "parts", inputs: [x],
      results: (0..<count).map { ("part\($0)", nil) })
    let network = try ExecutableNetwork(try builder.finish(outputs: parts), outputs: .all)
    return try network([Tensor(shape: [1, 4], scalars: [1, 2, 3, 4])], parameters: [:]).outputs.map(
      \.value)
  }

  @Test("parts behind the last one that is read are no results")
  func unreadParts() throws {
    #expect(try parts([2, 1, 1], count: 3).map(\.scalars) == [[1, 2], [3], [4]])
    #expect(try parts([2, 1, 1], count: 2).map(\.scalars) == [[1, 2], [3]])
    #expect(try parts([2, 1, 1], count: 1).map(\.scalars) == [[1, 2]])
  }

  @Test(
    "parts that do not make up the axis are refused",
    arguments: [[2, 1], [2, 3], [5, -1], [2, .max, .max]])
  func misfits(sizes: [Int]) {
    #expect(throws: ExecutionError.self) { try parts(sizes, count: 1) }
  }
}
