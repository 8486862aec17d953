import Foundation
import TensorFiles
import Testing

@Suite struct ConvertTests {
  @Test("converting keeps every tensor, and says what the network is like")
  func conversion() throws {
    let folder = try TemporaryDirectory()
    let run = try CommandRun(
      ["convert", shippedModel, "-o", "copy.safetensors"], in: folder)
    #expect(run.status == 0)
    #expect(
      run.standardError
        == "\(shippedModel): a GHN of width 32 for 10 classes\nwritten to copy.safetensors\n")
    let copy = try SafetensorsFile(path: folder.path(of: "copy.safetensors"))
    let shipped = try SafetensorsFile(path: shippedModel)
    #expect(copy.metadata == shipped.metadata)
    #expect(Set(copy.entries) == Set(shipped.entries))
    for entry in shipped.entries {
      #expect(try copy.tensor(named: entry.name) == shipped.tensor(named: entry.name))
    }
  }

  @Test func writesOnlySafetensors() throws {
    let folder = try TemporaryDirectory()
    let run = try CommandRun(["convert", shippedModel, "-o", "copy.pt"], in: folder)
    #expect(run.status == 64)
    #expect(try folder.names().isEmpty)
  }
}
