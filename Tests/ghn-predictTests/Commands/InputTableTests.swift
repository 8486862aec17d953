import Foundation
import TestSupport
import Testing

@Suite struct InputTableTests {
  @Test(
    "tables of supported inputs are those of the committed results",
    arguments: [("--families", "README.md"), ("--models", "docs/inputs.md")])
  func documentsShowTheResults(option: String, document: String) throws {
    let results = packageRoot.appendingPathComponent("Benchmarks/Results/inputs.json").path
    let run = try CommandRun([option, results], of: "ghn-benchmark", in: try TemporaryDirectory())
    #expect(run.status == 0)
    let text = try String(
      contentsOf: packageRoot.appendingPathComponent(document), encoding: .utf8)
    #expect(!run.standardOutput.isEmpty && text.contains(run.standardOutput))
  }

  @Test func surveysAFolder() throws {
    let golden = packageRoot.appendingPathComponent("Tests/ghn-predictTests/Golden")
    let directory = try TemporaryDirectory()
    let run = try CommandRun(
      ["--inputs", golden.path, "--json", "inputs.json"], of: "ghn-benchmark", in: directory)
    #expect(run.status == 0)
    #expect(run.standardOutput.contains("| tiny_cnn | TorchScript"))
    let again = try CommandRun(["--models", "inputs.json"], of: "ghn-benchmark", in: directory)
    #expect(again.standardOutput == run.standardOutput)
  }
}
