import Foundation
import TestSupport
import Testing

@Suite struct SpeedTableTests {
  @Test("the README's speed table is that of the committed results")
  func readmeShowsTheResults() throws {
    let results = packageRoot.appendingPathComponent("Benchmarks/Results/latest.json").path
    let run = try CommandRun(
      ["--table", results], of: "ghn-benchmark", in: try TemporaryDirectory())
    #expect(run.status == 0)
    let readme = try String(
      contentsOf: packageRoot.appendingPathComponent("README.md"), encoding: .utf8)
    #expect(!run.standardOutput.isEmpty && readme.contains(run.standardOutput))
  }
}
