import Foundation
import TestSupport
import Testing

/// The same sources with another MPI, whose handles are integers.
@Suite(.enabled(if: MPILauncher.mpich != nil), .serialized)
struct MPICHTests {
  @Test("two processes train to the bytes of one")
  func training() throws {
    let launcher = try #require(MPILauncher.mpich)
    let folder = try TemporaryDirectory()
    let words = [
      "train", "--data", packageRoot.appendingPathComponent("Examples/digits").path,
      "--meta-batch", "3", "--batch", "4", "--hidden", "8", "--largest-channels", "8",
      "--largest-kernel", "3", "--validation-images", "16", "--validation-networks", "2",
      "--steps", "3", "--threads", "1", "--quiet",
    ]
    let alone = try CommandRun(
      words + ["-o", "alone.safetensors"], of: launcher.command, in: folder)
    #expect(alone.status == 0, "\(alone.standardError)")
    let run = try launcher.run(2, words + ["-o", "two.safetensors"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: URL(filePath: folder.path(of: name)))
    }
    #expect(try bytes("two.safetensors") == bytes("alone.safetensors"))
  }
}
