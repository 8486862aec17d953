import ArchDAG
import Foundation
import Tensors
import Testing

@Suite struct OperationTraitsTests {
  private static let kinds = ArchitectureJSONTests.kinds

  @Test func everyNameIsThatOfAKindWhichTheTestsOfJSONWriteAndRead() {
    #expect(Set(Self.kinds.map(\.traits.name)) == Set(OperationName.allCases))
  }

  @Test(
    "the documentation of JSON has a row for every operation", arguments: OperationName.allCases)
  func documentation(name: OperationName) throws {
    let page = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../docs/architecture-json.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.contains { $0.split(separator: "|")[0].contains("`\(name.rawValue)`") })
  }

  /// Adds an operation to a network with these operands, each of which is there or not.
  private func add(_ kind: OperationKind, _ operands: [Bool]) throws {
    var builder = ArchitectureBuilder(name: "operands")
    let x = builder.addInput(name: "x", extents: nil)
    _ = try builder.addOperation(kind, name: "y", inputs: operands.map { $0 ? x : nil })
  }

  @Test("operands that an operation needs, and no others, must be there", arguments: kinds)
  func operands(kind: OperationKind) throws {
    // How many operands a sum of products has, its equation says.
    if case .einsum = kind { return }
    let list = kind.traits.operands
    let needed = [Bool](repeating: true, count: list.requiredCount)
    try add(kind, needed)
    try add(kind, needed + [Bool](repeating: false, count: list.roles.count - needed.count))
    for place in needed.indices {
      var operands = needed
      operands[place] = false
      #expect(throws: ArchitectureError.self) { try add(kind, operands) }
    }
    guard !list.isVariadic else { return }
    let tooMany = [Bool](repeating: true, count: list.roles.count + 1)
    #expect(throws: ArchitectureError.self) { try add(kind, tooMany) }
    if !needed.isEmpty {
      #expect(throws: ArchitectureError.self) { try add(kind, Array(needed.dropLast())) }
    }
  }

  @Test func operandsAreFoundByTheirRole() throws {
    var builder = ArchitectureBuilder(name: "norm")
    let x = builder.addInput(name: "x", extents: nil)
    let scale = try builder.addParameter(name: "scale", shape: [3])
    let variance = try builder.addParameter(name: "variance", shape: [3], isTrainable: false)
    let y = try builder.addOperation(
      .batchNorm(epsilon: 0), name: "norm", inputs: [x, scale, nil, nil, variance])
    let norm = try builder.finish(outputs: [y]).operations[0]
    #expect(norm.operand(.data) == x)
    #expect(norm.operand(.scale) == scale)
    #expect(norm.operand(.shift) == nil)
    #expect(norm.operand(.runningVariance) == variance)
    #expect(norm.operand(.weight) == nil)
    #expect(norm.operandsReadWhileRunning == [x, scale, nil, nil, nil])
  }
}
