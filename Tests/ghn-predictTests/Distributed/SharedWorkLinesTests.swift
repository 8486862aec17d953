import Foundation
import TestSupport
import Testing

/// What the README says of clusters.
@Suite(.enabled(if: MPILauncher.openMPI != nil))
struct SharedWorkLinesTests {
  @Test("the README's lines for a cluster do what they say")
  func lines() throws {
    let launcher = try #require(MPILauncher.openMPI)
    let readme = try String(
      contentsOf: packageRoot.appendingPathComponent("README.md"), encoding: .utf8)
    let section = try #require(readme.firstMatch(of: #/\n## On a cluster\n(?s:(.*?))\n## /#)?.1)
    let lines = section.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
    #expect(lines.count == 10)
    // What builds, and what needs a cluster, is left out.
    let tried = lines.filter { line in
      !["make ", "export ", "sbatch "].contains { line.hasPrefix($0) }
    }
    #expect(tried.count == 7)
    let folder = try TemporaryDirectory()
    let programs = folder.path(of: "programs")
    try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
    for (name, path) in [
      ("programs/mpirun", launcher.program), ("programs/ghn-predict", launcher.command),
      ("Examples", packageRoot.appendingPathComponent("Examples").path),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(of: name), withDestinationPath: path)
    }
    try folder.file("lines", holding: "set -e\n" + tried.joined(separator: "\n"))
    let process = try launcher.job(["lines"], of: "/bin/bash", in: folder)
    process.environment?["PATH"] = "\(programs):/usr/bin:/bin"
    process.environment?["OMPI_MCA_rmaps_base_oversubscribe"] = "1"
    try process.run()
    let end = try MPILauncher.end(of: process, within: 300, in: folder)
    #expect(end.status == 0, "\(end.errors)")
    for name in ["shared.safetensors", "longer.safetensors"] {
      #expect(FileManager.default.fileExists(atPath: folder.path(of: name)))
    }
    // Two reports: that of two ranks, and that of two shards.
    let reports = end.output.components(separatedBy: "predicted: mean")
    #expect(reports.count == 3, "\(end.output)")
    let rest = reports.dropFirst().map { $0.split(separator: "\n")[0] }
    #expect(rest.first == rest.last)
  }

  @Test("the scripts for Slurm are sound Bash", arguments: ["train", "evaluate"])
  func scripts(name: String) throws {
    let folder = try TemporaryDirectory()
    let path = packageRoot.appendingPathComponent("docs/cluster/\(name).sbatch").path
    let run = try CommandRun(["-n", path], of: "/bin/bash", in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("#SBATCH --requeue"))
  }
}
