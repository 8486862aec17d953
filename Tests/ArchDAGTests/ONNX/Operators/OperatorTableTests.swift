import ArchDAG
import Foundation
import Testing

/// docs/operators.md is what the table of operators says.
@Suite struct OperatorTableTests {
  private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../../docs/operators.md").standardized

  private static var text: String {
    let rows = ONNXOperators.all.sorted { $0.name < $1.name }.map { known in
      let newest = known.versions.upperBound == ONNXOperators.newest
      let versions = "\(known.versions.lowerBound)–\(known.versions.upperBound)"
      let domain = known.name.contains("::")
      let kinds = known.operations.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      return
        "| `\(known.name)` | \(domain ? "\(known.versions.lowerBound)" : newest ? "\(known.versions.lowerBound) on" : versions) "
        + "| \(kinds.isEmpty ? "–" : kinds) | \(known.foldsConstants ? "yes" : "") |"
    }
    return """
      # ONNX operators

      <!-- Made from the table of operators: `RECORD_SNAPSHOTS=1 make test` writes it anew. -->
      What the reader knows of each operator: in which operator sets (up to \(ONNXOperators.newest), the newest that
      has been read for changes) it means what the reader takes it for, which operations of
      [architecture JSON](architecture-json.md) a node becomes, and whether the numbers of constants are
      computed when the file is read. `–` stands for operators that only compute constants, handle
      sequences, or whose result is known by its extents alone.

      Every other operator, and one of these in another operator set, is kept as `unrecognized`: a
      network that has it is predicted as far as the rest goes, and refused where it is run.

      All numbers are computed in 32 bits, also where a file asks for 16 or 64. Whole numbers are divided
      without a fraction, and those of 8 and 16 bits begin anew behind the largest, as their format says.
      `Resize` with `align_corners` and scales divides by the extent times the scale, as the official tests
      have it; ONNX Runtime rounds that down first.

      | operator | operator sets | becomes | constants |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))

      """
  }

  @Test func noOperatorStandsInTheTableTwice() {
    let names = ONNXOperators.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func theDocumentedTableIsTheOneThatIsRead() throws {
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try Self.text.write(to: Self.page, atomically: true, encoding: .utf8)
      Issue.record("docs/operators.md was written anew; look at it, and commit it")
    }
    let found = try String(contentsOf: Self.page, encoding: .utf8)
    #expect(found == Self.text)
  }
}
