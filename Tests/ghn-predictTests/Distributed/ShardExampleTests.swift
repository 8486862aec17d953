import Foundation
import TestSupport
import Testing

/// The examples that start shards of an evaluation from Python; `make test-mpi` installs what they
/// import.
@Suite(.enabled(if: MPILauncher.openMPI != nil))
struct ShardExampleTests {
  @Test(
    "shards that Python starts come to the report of one process",
    arguments: ["with_joblib.py", "with_dask.py"])
  func report(script: String) throws {
    let launcher = try #require(MPILauncher.openMPI)
    let folder = try TemporaryDirectory()
    let words = [
      "--sample", "small-test", "--count", "5", "--data",
      packageRoot.appendingPathComponent("Examples/digits").path, "--limit", "16", "--ghn",
      shippedModel,
    ]
    let alone = try CommandRun(["evaluate"] + words, of: launcher.command, in: folder)
    #expect(alone.status == 0, "\(alone.standardError)")
    let process = CommandRun.process(
      [packageRoot.appendingPathComponent("Examples/shards/\(script)").path, "rows.jsonl", "2"]
        + words, of: "/usr/bin/python3", in: folder)
    process.environment?["GHN_PREDICT"] = launcher.command
    let (output, errors) = (folder.path(of: "output"), folder.path(of: "errors"))
    for path in [output, errors] { try Data().write(to: URL(filePath: path)) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    let end = try MPILauncher.end(of: process, in: folder)
    #expect(end.status == 0, "\(end.errors)")
    #expect(steadyReport(end.output) == steadyReport(alone.standardOutput))
    #expect(end.output.contains("predicted: mean"))
    let rows = try String(contentsOfFile: folder.path(of: "rows.jsonl"), encoding: .utf8)
    #expect(rows.split(separator: "\n").count == 5)
  }
}
