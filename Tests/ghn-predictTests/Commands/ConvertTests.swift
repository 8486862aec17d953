import Foundation
import TensorFiles
import TestSupport
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
    let configuration = try #require(copy.metadata["ghn.configuration"])
    #expect(configuration == shipped.metadata["ghn.configuration"])
    #expect(Set(copy.entries) == Set(shipped.entries))
    for entry in shipped.entries {
      #expect(try copy.tensor(named: entry.name) == shipped.tensor(named: entry.name))
    }
  }

  @Test("what a file does not say of its network is read off the tensors, and said")
  func inference() throws {
    let folder = try TemporaryDirectory()
    let shipped = try SafetensorsFile(path: shippedModel)
    try SafetensorsFile.write(shipped.tensors(), to: folder.path(of: "bare.safetensors"))
    let run = try CommandRun(
      ["convert", "bare.safetensors", "-o", "copy.safetensors"], in: folder)
    #expect(run.status == 0)
    #expect(
      run.standardError == """
        bare.safetensors: a GHN of width 32 for 10 classes
        read off the tensors: hid = 32, layernorm = true, max_shape = (64, 64, 11, 11), \
        num_classes = 10, ve = true, weight_norm = true
        written to copy.safetensors

        """)
  }

  @Test func writesOnlySafetensors() throws {
    let folder = try TemporaryDirectory()
    let run = try CommandRun(["convert", shippedModel, "-o", "copy.pt"], in: folder)
    #expect(run.status == 64)
    #expect(try folder.names().isEmpty)
  }
}
