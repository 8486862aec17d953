import Foundation
import TestSupport
import Testing

/// Lists of random networks that several processes draw, with Open MPI.
@Suite(.enabled(if: MPILauncher.openMPI != nil), .serialized)
struct SharedSamplingTests {
  @Test("the list and its statistics are those of one process", arguments: [2, 3])
  func list(size: Int) throws {
    let launcher = try #require(MPILauncher.openMPI)
    let folder = try TemporaryDirectory()
    // Not a whole number of blocks.
    let words = [
      "sample", "--split", "small-deep", "--count", "75", "--statistics", "--quiet", "-o",
    ]
    let alone = try CommandRun(words + ["alone.json"], of: launcher.command, in: folder)
    #expect(alone.status == 0, "\(alone.standardError)")
    let run = try launcher.run(size, words + ["shared.json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == alone.standardOutput)
    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: URL(filePath: folder.path(of: name)))
    }
    #expect(try bytes("shared.json") == bytes("alone.json"))
  }

  @Test("what cannot be written is said once")
  func unwritable() throws {
    let launcher = try #require(MPILauncher.openMPI)
    let folder = try TemporaryDirectory()
    let run = try launcher.run(
      2, ["sample", "--split", "small", "--count", "40", "-o", "no/list.json"], in: folder)
    #expect(run.status == 73, "\(run.errors)")
    #expect(run.errors.count(of: "error: rank 0 of 2") == 1, "\(run.errors)")
  }
}
